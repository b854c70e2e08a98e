import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http'
import { compressWhole, type Encoding, noteEncoding } from './compress'
import type { KeptFile, KeptFiles } from './kept-files'

/** Answers with a cached file, or with 304 when the caller has it already. */
export function sendKept(request: IncomingMessage, response: ServerResponse, { headers, body }: KeptFile): void {
  const known = request.headers['if-none-match']
  if (known !== undefined && typeof headers.etag === 'string' && known.includes(headers.etag.replace(/^W\//, ''))) {
    const { 'content-encoding': _encoding, 'content-type': _type, ...rest } = headers
    response.writeHead(304, rest).end()
    return
  }
  response.writeHead(200, { ...headers, 'content-length': body.length })
  response.end(body)
}

interface Keeping {
  files: KeptFiles
  path: string
  encoding: Encoding
  headers: OutgoingHttpHeaders
}

/** Takes a whole file from the web process, compresses it, caches it and sends it. */
export async function keepAndSend(
  answer: IncomingMessage,
  response: ServerResponse,
  { files, path, encoding, headers }: Keeping,
): Promise<void> {
  try {
    const chunks: Buffer[] = []
    for await (const chunk of answer) chunks.push(chunk as Buffer)
    const body = await compressWhole(Buffer.concat(chunks), encoding)
    noteEncoding(headers, encoding)
    const { connection: _connection, date: _date, ...kept } = headers
    files.keep(path, encoding, { headers: kept, body })
    if (response.destroyed) return
    response.writeHead(200, { ...kept, 'content-length': body.length })
    response.end(body)
  } catch {
    response.destroy()
  }
}
