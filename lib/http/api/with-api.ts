import { AppError } from '@/lib/base/errors'
import { OPERATIONS, operationOf } from '@/lib/contract/openapi-operations'
import { listNamesOf, type Operation } from '@/lib/contract/operations/operation'
import { unknownField } from '@/lib/contract/parse-input'
import type { RateClass } from '@/lib/contract/rates'
import type { Access } from '@/lib/core/access'
import { familyScope, requirePermission, type ServiceContext } from '@/lib/services/context'
import { consumeRate } from '@/lib/services/rates/consume-rate'
import { getResources } from '../resources'
import { errorResponse } from './error-response'
import { withLineEnd } from './json-answer'
import { readJson } from './read-json'
import { readQuery } from './read-query'
import { requireRequestContext } from './request-context'

type Route = { params: Promise<Record<string, string>> }

/** Who may call a route, and how often: an operation of the API says it in its entry, another route where it is. */
interface RouteRule extends Pick<Operation, 'ofFamily' | 'isWrite'> {
  permission: Exclude<Access, 'everybody' | 'person'>
  rate: RateClass
}

/**
 * Makes the route handler of an operation of the API. It finds out who calls, checks the permission of the operation and its
 * rate, reads the path, the query and the body that the operation has, and hands them to the verb as one object, in which the path
 * wins. The verb checks the permission once more, parses the input and works; its result is the answer, with the status of the
 * operation. A verb may return a whole response, as for a file.
 * @throws Error if there is no such operation, or it is for everybody: then nobody has to be known.
 */
export function withApi<Input>(
  id: string,
  verb: (ctx: ServiceContext, input: Input) => Promise<unknown>,
): (request: Request, route: Route) => Promise<Response> {
  const operation = operationOf(id)
  const { permission, rate } = operation
  if (permission === 'everybody' || rate === 'unlimited') {
    throw new Error(`${id} is for everybody, or unlimited; its route answers by itself.`)
  }
  return (request, route) =>
    answerApi(request, { ...operation, permission, rate }, async (ctx) => {
      const query = queryOf(request, operation)
      const body = operation.body ? await readJson(request) : {}
      const input = { ...query, ...body, ...(await route.params) }
      // The verb parses what it is given: until then nothing is known of it.
      return responseOf(await verb(ctx, input as Input), operation)
    })
}

/**
 * Answers a call of a caller who is known, has the permission and calls not too often, and turns errors into answers. A call
 * without the permission is not counted.
 */
export async function answerApi(
  request: Request,
  { permission, ofFamily, isWrite = false, rate }: RouteRule,
  work: (ctx: ServiceContext) => Promise<Response>,
): Promise<Response> {
  const resources = getResources()
  try {
    const ctx = await requireRequestContext(request, { resources, write: isWrite, now: new Date() })
    if (permission !== 'known') requirePermission(ctx, permission, ofFamily ? familyScope(ctx) : undefined)
    await consumeRate(resources, ctx, rate)
    const response = await withLineEnd(await work(ctx))
    if (!response.headers.has('cache-control')) response.headers.set('cache-control', 'private, no-store')
    return response
  } catch (error) {
    return errorResponse(error, resources.log)
  }
}

function queryOf(request: Request, operation: Operation): Record<string, unknown> {
  const { query, lists } = readQuery(request.url, listNamesOf(operation))
  const [unknown] = operation.query ? [] : Object.keys(query)
  if (unknown !== undefined) throw unknownField(unknown)
  return { ...query, ...lists }
}

function responseOf(result: unknown, { status, path }: Operation): Response {
  if (result instanceof Response) return result
  if (status === 204) return new Response(null, { status })
  if (result === undefined) throw new AppError('internal', 'The operation has no answer.')
  const isFound = status === 201 && hasOnesOwnPath(path)
  const headers = isFound ? { location: `${path}/${(result as { id: string }).id}` } : undefined
  return Response.json(result, { status, ...(headers && { headers }) })
}

/** Whether what is made at the path can be read at a path of its own below it. */
function hasOnesOwnPath(path: string): boolean {
  const isBelow = (other: string) => other.startsWith(`${path}/{`) && !other.includes('/', path.length + 1)
  return OPERATIONS.some((other) => other.method === 'get' && isBelow(other.path))
}
