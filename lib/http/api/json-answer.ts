/** JSON that ends with a line end, for people at a terminal. */
export function jsonAnswer(value: unknown, init: ResponseInit = {}): Response {
  const headers = new Headers(init.headers)
  headers.set('content-type', 'application/json')
  return new Response(`${JSON.stringify(value)}\n`, { ...init, headers })
}

/**
 * The same answer with a line end after its JSON; an answer that is not JSON, or is a file to save, stays unchanged.
 */
export async function withLineEnd(response: Response): Promise<Response> {
  const isJson = response.headers.get('content-type')?.startsWith('application/json')
  if (!isJson || response.body === null || response.headers.has('content-disposition')) return response
  const text = await response.text()
  return new Response(text.endsWith('\n') ? text : `${text}\n`, { status: response.status, headers: response.headers })
}
