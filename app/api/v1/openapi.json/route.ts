import { openApiDocument } from '@/lib/contract/openapi'

/** The description of this API, open to everybody: it tells no secrets. */
export const GET = () => Response.json(openApiDocument(), { headers: { 'cache-control': 'public, max-age=300' } })
