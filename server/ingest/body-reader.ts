import type { IncomingMessage } from 'node:http'
import { tooLarge } from '@/lib/http/api/read-json'
import { GrowingBytes } from '@/lib/http/request/growing-bytes'

/** The limit for all bodies that are not yet complete, together. */
const HELD_BYTES = 64_000_000

/**
 * Reads each body to its end before the request goes to the web process, so that a slow sender occupies nothing there.
 * When all bodies together are over the limit, the one that began first is dropped.
 */
export class BodyReader {
  readonly #most: number
  readonly #open = new Map<IncomingMessage, number>()
  #held = 0

  /** @param most bytes that one body may have. */
  constructor(most: number) {
    this.#most = most
  }

  /** @throws AppError `too_large`, with the rest unread; Error when the caller went away. */
  read(request: IncomingMessage): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      const bytes = new GrowingBytes()
      const done = () => {
        request.off('data', take).off('end', finish).off('close', leave)
        this.#held -= this.#open.get(request) ?? 0
        this.#open.delete(request)
      }
      const take = (chunk: Buffer) => {
        if (bytes.size + chunk.length > this.#most) {
          done()
          reject(tooLarge())
          return
        }
        bytes.push(chunk)
        this.#held += bytes.held - this.#open.get(request)!
        this.#open.set(request, bytes.held)
        if (this.#held > HELD_BYTES) this.#letGo()
      }
      const finish = () => {
        done()
        resolve(bytes.bytes())
      }
      const leave = () => {
        done()
        reject(new Error('The caller went away.'))
      }
      this.#open.set(request, 0)
      request.on('data', take).on('end', finish).on('close', leave).on('error', leave)
    })
  }

  #letGo(): void {
    const [oldest] = this.#open.keys()
    oldest?.destroy()
  }
}
