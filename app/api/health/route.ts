/** The process is alive; whether it is of use is what /api/ready says. */
export const GET = () => Response.json({ ok: true }, { headers: { 'cache-control': 'no-store' } })
