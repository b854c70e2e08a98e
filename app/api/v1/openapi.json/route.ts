import { openApiDocument } from '@/lib/contract/openapi'

let text: string | null = null

/**
 * The description of this API, open to everybody: it has no secrets. Built once, because callers may request it at any
 * rate.
 */
export function GET(): Response {
  text ??= JSON.stringify(openApiDocument())
  const headers = { 'cache-control': 'public, max-age=300', 'content-type': 'application/json' }
  return new Response(text, { headers })
}
