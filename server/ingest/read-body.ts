import type { IncomingMessage } from 'node:http'
import { type BodyBudget, heartbeatBodies } from '@/lib/http/request/body-budget'
import { BodyReader, READ_LIMIT, type ReadBody } from '@/lib/http/request/body-reader'

/** The budget is not updated for each piece, as a piece may be one byte. */
const TELL_BYTES = 1_024

/** A body that was dropped to make room for others. */
export class BodyLetGo extends Error {
  constructor() {
    super('A body was dropped: too many arrived at once.')
  }
}

/**
 * Reads a body to its end, in bounded memory, and gives it to `use`. The body counts against the budget until `use`
 * ends.
 * @throws BodyLetGo when it had to make room, with the rest unread; another error when the client goes away before.
 */
export async function readBody<T>(
  request: IncomingMessage,
  use: (body: ReadBody) => Promise<T>,
  budget: BodyBudget = heartbeatBodies,
): Promise<T> {
  const { headers } = request
  const reader = new BodyReader({
    contentType: headers['content-type'] ?? '',
    contentEncoding: headers['content-encoding'],
  })
  const arriving = receive(request, reader)
  const place = budget.enter(arriving.letGo)
  try {
    const body = await arriving.begin((held) => place.hold(held))
    // The bytes stay in memory until the beat is answered.
    place.complete(reader.held)
    return await use(body)
  } finally {
    reader.leave()
    place.leave()
  }
}

/** A body that arrives from `begin` on, until its end, its limit, or `letGo`, which may come before. */
function receive(request: IncomingMessage, reader: BodyReader) {
  let isOver = false
  let letGo = () => {
    isOver = true
  }
  const begin = (tellHeld: (bytes: number) => void) =>
    new Promise<ReadBody>((resolve, reject) => {
      if (isOver) return reject(new BodyLetGo())
      let toldSize = 0
      const off = () => {
        isOver = true
        request.off('data', take).off('end', finish)
      }
      const finish = () => {
        off()
        reader.finish().then(resolve, reject)
      }
      const take = (chunk: Buffer) => {
        const taken = reader.push(chunk)
        if (reader.size - toldSize >= TELL_BYTES) {
          toldSize = reader.size
          tellHeld(reader.held)
        }
        if (isOver) return
        if (reader.size > READ_LIMIT) {
          request.pause()
          finish()
          return
        }
        if (taken === null) return
        request.pause()
        taken.then(() => {
          tellHeld(reader.held)
          if (!isOver) request.resume()
        }, reject)
      }
      letGo = () => {
        off()
        request.pause()
        reject(new BodyLetGo())
      }
      request.on('data', take).on('end', finish)
      request.on('error', reject)
      request.on('aborted', () => reject(new Error('The client went away.')))
    })
  return { begin, letGo: () => letGo() }
}
