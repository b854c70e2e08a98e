import type { IncomingMessage } from 'node:http'
import { BodyReader, READ_LIMIT, type ReadBody } from '@/lib/http/body-reader'

/** Reads a body to its end, in bounded memory. Rejects when the client goes away before. */
export function readBody(request: IncomingMessage): Promise<ReadBody> {
  const { headers } = request
  const reader = new BodyReader({
    contentType: headers['content-type'] ?? '',
    contentEncoding: headers['content-encoding'],
  })
  return new Promise((resolve, reject) => {
    request.on('data', (chunk: Buffer) => {
      const taken = reader.push(chunk)
      if (reader.size > READ_LIMIT) {
        request.removeAllListeners('data')
        request.pause()
        reader.finish().then(resolve, reject)
        return
      }
      if (taken === null) return
      request.pause()
      taken.then(() => request.resume(), reject)
    })
    request.on('end', () => reader.finish().then(resolve, reject))
    request.on('error', reject)
    request.on('aborted', () => reject(new Error('The client went away.')))
  })
}
