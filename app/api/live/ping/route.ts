import { answerApi } from '@/lib/http/api/with-api'

/** Shows that the server answers and the session is valid; lists call it before they refresh. */
export function GET(request: Request): Promise<Response> {
  return answerApi(request, { permission: 'known', rate: 'read' }, async (ctx) =>
    Response.json({ now: ctx.now.toISOString() }),
  )
}
