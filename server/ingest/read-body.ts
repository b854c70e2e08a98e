import type { IncomingMessage } from 'node:http'
import { READ_LIMIT } from '@/lib/http/heartbeat'

export interface ReadBody {
  body: Buffer
  isTruncated: boolean
}

/** Reads a body and keeps its last `keep` bytes. Rejects when the client goes away before the end. */
export function readTail(request: IncomingMessage, keep: number): Promise<ReadBody> {
  return new Promise((resolve, reject) => {
    let chunks: Buffer[] = []
    let kept = 0
    let read = 0
    const finish = () => {
      const whole = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)
      resolve({ body: whole.length > keep ? whole.subarray(whole.length - keep) : whole, isTruncated: read > keep })
    }
    request.on('data', (chunk: Buffer) => {
      read += chunk.length
      if (read > READ_LIMIT) {
        request.removeAllListeners('data')
        request.pause()
        finish()
        return
      }
      chunks.push(chunk)
      kept += chunk.length
      if (kept > 4 * keep) {
        const tail = Buffer.concat(chunks)
        chunks = [tail.subarray(tail.length - keep)]
        kept = keep
      }
    })
    request.on('end', finish)
    request.on('error', reject)
    request.on('aborted', () => reject(new Error('The client went away.')))
  })
}
