import { unknownField } from '@/lib/contract/parse-input'
import type { ServiceContext } from '@/lib/services/context'
import { errorResponse } from './error-response'
import { withLineEnd } from './json-answer'
import { readJson } from './read-json'
import { readQuery } from './read-query'
import { requireRequestContext } from './request-context'
import { getResources } from './resources'
import { isStillAuthorized } from './still-authorized'

/** A call of the API whose caller is known. */
export interface ApiCall<P> {
  ctx: ServiceContext
  params: P
  query: Record<string, string>
  /** The body as a JSON object. @throws AppError `invalid`, `unsupported` or `too_large` */
  body(): Promise<Record<string, unknown>>
  request: Request
  /** Whether the caller may still read here; for answers that last. */
  isWelcome(): Promise<boolean>
}

/**
 * Makes a route handler: knows the caller, refuses whoever may not, and turns errors into answers. Only where `takesQuery`
 * says so may the URL have a query, which the verb then reads.
 */
export function withApi<P = Record<never, never>>(
  handler: (call: ApiCall<P>) => Promise<Response>,
  { write, takesQuery = false }: { write: boolean; takesQuery?: boolean },
): (request: Request, route: { params: Promise<P> }) => Promise<Response> {
  return async (request, route) => {
    const resources = getResources()
    try {
      const ctx = await requireRequestContext(request, { resources, write, now: new Date() })
      const query = readQuery(request.url)
      const [unknown] = takesQuery ? [] : Object.keys(query)
      if (unknown !== undefined) throw unknownField(unknown)
      const isWelcome = () => isStillAuthorized(request, { resources, workspaceId: ctx.workspaceId, now: new Date() })
      const call = { ctx, params: await route.params, query, body: () => readJson(request), request, isWelcome }
      const response = await withLineEnd(await handler(call))
      if (!response.headers.has('cache-control')) response.headers.set('cache-control', 'private, no-store')
      return response
    } catch (error) {
      return errorResponse(error, resources.log)
    }
  }
}
