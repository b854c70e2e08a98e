import { createHash } from 'node:crypto'

/**
 * A backup is a gzip file of frames. A frame: a letter, a space, the number of bytes, a line end,
 * the bytes. `H`: head of the backup; `T`: a table begins; `D`: rows of it; `E`: it ends; `Z`: the
 * backup ends. Without `Z` the file was truncated.
 */
export type FrameKind = 'H' | 'T' | 'D' | 'E' | 'Z'

export interface Frame {
  kind: FrameKind
  body: Buffer
}

export const MAGIC = Buffer.from('LUBDUB-BACKUP 1\n')
const LONGEST_HEAD = 32
const LONGEST_BODY = 256 * 1_048_576

export function frame(kind: FrameKind, body: Buffer | object): Buffer {
  const bytes = Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body))
  return Buffer.concat([Buffer.from(`${kind} ${bytes.length}\n`), bytes])
}

/** @throws Error when this is not a backup, or it is not complete. */
export async function* readFrames(input: AsyncIterable<Buffer>): AsyncGenerator<Frame> {
  const reader = new Reader(input)
  if (!(await reader.take(MAGIC.length))?.equals(MAGIC))
    throw new Error('This is not a backup of Lubdub, or it is one of another version.')
  for (;;) {
    const head = await reader.takeLine()
    if (head === null) return
    const [, kind, length] = /^([HTDEZ]) (\d{1,9})$/.exec(head) ?? []
    if (kind === undefined || Number(length) > LONGEST_BODY)
      throw new Error('The backup is damaged: a frame has no head.')
    const body = await reader.take(Number(length))
    if (body === null) throw new Error('The backup is truncated.')
    yield { kind: kind as FrameKind, body }
  }
}

class Reader {
  #iterator: AsyncIterator<Buffer>
  #held: Buffer = Buffer.alloc(0)

  constructor(input: AsyncIterable<Buffer>) {
    this.#iterator = input[Symbol.asyncIterator]()
  }

  /** Null: fewer bytes are left. */
  async take(count: number): Promise<Buffer | null> {
    const parts = [this.#held]
    let size = this.#held.length
    while (size < count) {
      const { value, done } = await this.#iterator.next()
      if (done) return null
      parts.push(value)
      size += value.length
    }
    const all = parts.length === 1 ? parts[0]! : Buffer.concat(parts)
    this.#held = all.subarray(count)
    return all.subarray(0, count)
  }

  /** Null: the end. */
  async takeLine(): Promise<string | null> {
    for (;;) {
      const end = this.#held.subarray(0, LONGEST_HEAD).indexOf(10)
      if (end >= 0) {
        const line = (await this.take(end + 1))!
        return line.subarray(0, end).toString('latin1')
      }
      if (this.#held.length >= LONGEST_HEAD) return ''
      const { value, done } = await this.#iterator.next()
      if (done) return this.#held.length === 0 ? null : ''
      this.#held = Buffer.concat([this.#held, value])
    }
  }
}

/**
 * Counts the bytes and rows of a table in a stream, and computes their hash. In COPY's text format
 * each row is a line.
 */
export class Tally {
  readonly #hash = createHash('sha256')
  rows = 0
  bytes = 0

  add(data: Buffer): void {
    this.#hash.update(data)
    this.bytes += data.length
    for (let at = data.indexOf(10); at >= 0; at = data.indexOf(10, at + 1)) this.rows++
  }

  end(): TableSum {
    return { rows: this.rows, bytes: this.bytes, sha256: this.#hash.digest('hex') }
  }
}

export interface TableSum {
  rows: number
  bytes: number
  sha256: string
}
