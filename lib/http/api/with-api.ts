import { AppError } from '@/lib/base/errors'
import { OPERATIONS, operationOf } from '@/lib/contract/openapi-operations'
import { listNamesOf, type Operation } from '@/lib/contract/operations/operation'
import { unknownField } from '@/lib/contract/parse-input'
import type { ServiceContext } from '@/lib/services/context'
import { getResources } from '../resources'
import { errorResponse } from './error-response'
import { withLineEnd } from './json-answer'
import { readJson } from './read-json'
import { readQuery } from './read-query'
import { requireRequestContext } from './request-context'

type Route = { params: Promise<Record<string, string>> }

/**
 * Makes the route handler of an operation of the API. It finds out who calls, reads the path, the query and the body that the
 * operation has, and hands them to the verb as one object, in which the path wins. The verb checks the permission, parses the
 * input and works; its result is the answer, with the status of the operation. A verb may return a whole response, as for a file.
 */
export function withApi<Input>(
  id: string,
  verb: (ctx: ServiceContext, input: Input) => Promise<unknown>,
): (request: Request, route: Route) => Promise<Response> {
  const operation = operationOf(id)
  return (request, route) =>
    answerApi(request, { write: operation.isWrite === true }, async (ctx) => {
      const query = queryOf(request, operation)
      const body = operation.body ? await readJson(request) : {}
      const input = { ...query, ...body, ...(await route.params) }
      // The verb parses what it is given: until then nothing is known of it.
      return responseOf(await verb(ctx, input as Input), operation)
    })
}

/** Answers a call as a caller that is known, and turns errors into answers. */
export async function answerApi(
  request: Request,
  { write }: { write: boolean },
  work: (ctx: ServiceContext) => Promise<Response>,
): Promise<Response> {
  const resources = getResources()
  try {
    const ctx = await requireRequestContext(request, { resources, write, now: new Date() })
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
