import { answerApi } from '@/lib/http/with-api'

/** Says that the server answers and the session holds; lists ask before they renew themselves. */
export function GET(request: Request): Promise<Response> {
  return answerApi(request, { write: false }, async (ctx) => Response.json({ now: ctx.now.toISOString() }))
}
