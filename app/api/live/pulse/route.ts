import { withApi } from '@/lib/http/with-api'

/** Says that the server answers and the session holds; lists ask before they renew themselves. */
export const GET = withApi(async ({ ctx }) => Response.json({ now: ctx.now.toISOString() }), { write: false })
