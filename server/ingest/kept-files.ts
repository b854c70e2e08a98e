import type { OutgoingHttpHeaders } from 'node:http'
import type { Encoding } from './compress'

export interface KeptFile {
  headers: OutgoingHttpHeaders
  body: Buffer
}

const MOST_BYTES = 48_000_000
const MOST_OF_ONE = 4_000_000

/** A cache of files whose name changes with their content, compressed once. The oldest entry is evicted first. */
export class KeptFiles {
  readonly #files = new Map<string, KeptFile>()
  #bytes = 0

  get(path: string, encoding: Encoding): KeptFile | null {
    return this.#files.get(`${encoding} ${path}`) ?? null
  }

  keep(path: string, encoding: Encoding, file: KeptFile): void {
    const name = `${encoding} ${path}`
    if (this.#files.has(name) || file.body.length > MOST_OF_ONE) return
    this.#files.set(name, file)
    this.#bytes += file.body.length
    for (const [oldest, { body }] of this.#files) {
      if (this.#bytes <= MOST_BYTES) break
      this.#files.delete(oldest)
      this.#bytes -= body.length
    }
  }
}

/** Whether an answer may be cached under its path: its own headers say that it never changes. */
export function isForEver(
  path: string,
  { status, headers }: { status: number; headers: OutgoingHttpHeaders },
): boolean {
  const isSmall = Number(headers['content-length'] ?? Number.POSITIVE_INFINITY) <= MOST_OF_ONE
  return isSmall && status === 200 && isFile(path) && /immutable/.test(String(headers['cache-control'] ?? ''))
}

/** Whether a path is of the kind that may be cached. */
export function isFile(path: string): boolean {
  return path.startsWith('/_next/static/') && !path.includes('?')
}
