import { Busboy, type BusboyHeaders } from '@fastify/busboy'
import { speaks } from '@/lib/contract/beat-fields'
import type { BodyParts } from '@/lib/contract/beat-request'
import { FIELDS_LIMIT, OUTPUT_LIMIT } from '@/lib/contract/beat-request'
import { charsetOf, decodeBytes } from '@/lib/contract/body-text'
import { BodyEnd } from './body-end'

/** Above it, only parts that may contain the signal are kept. */
const KEPT = 2_000
const PARTS = 5_000
/** No field has a name as long as this. */
const LONGEST_NAME = 200
/** Memory for a part, besides its text. */
const PAIR_BYTES = 200
const FILE_BYTES = 2_000

/** The boundary of a multipart body, from its first line, else from its type. Null: it is not multipart. */
export function boundaryOf(first: string, contentType: string): string | null {
  const begun = /^\s*--([^\r\n]{1,200}?)[ \t]*\r?\ncontent-[\w-]+\s*:/i.exec(first)?.[1]
  if (begun !== undefined) return begun
  const [, quoted, plain] =
    /^\s*multipart\/.*?boundary\s*=\s*(?:"([^"]{1,200})"|([^\s;,]{1,200}))/i.exec(contentType) ?? []
  const declared = quoted ?? plain
  return declared !== undefined && first.includes(`--${declared}`) ? declared : null
}

/** Reads a multipart body piece by piece: fields as a whole, of files only the end. */
export class MultipartReader {
  readonly #busboy: InstanceType<typeof Busboy>
  readonly #pairs: [string, string][] = []
  readonly #files: { name: string; end: BodyEnd }[] = []
  readonly #done: Promise<void>
  #isBroken = false
  #hasParts = false
  #bytes = 0
  /** The limit for a body without parts. */
  readonly #emptyBytes: number
  readonly #isDeclared: boolean
  #wholeBytes = 0
  /** Bytes since the last complete part. */
  #openBytes = 0

  /** @param options.isDeclared whether the header says multipart, or the body only looks like it. */
  constructor(boundary: string, { isDeclared }: { isDeclared: boolean }) {
    this.#isDeclared = isDeclared
    this.#emptyBytes = 2 * boundary.length + 20
    const headers: BusboyHeaders = {
      'content-type': `multipart/form-data; boundary="${boundary.replace(/["\\]/g, '')}"`,
    }
    this.#busboy = new Busboy({
      headers,
      limits: { fieldSize: FIELDS_LIMIT, parts: PARTS, files: PARTS, fields: PARTS },
    })
    this.#busboy.on('field', (name, value) => {
      this.#hasParts = true
      this.#openBytes = 0
      if (!this.#keeps(name ?? '', this.#pairs.length)) return
      this.#pairs.push([name ?? '', value])
      // A text takes up to two bytes a character.
      this.#wholeBytes += PAIR_BYTES + 2 * value.length
    })
    this.#busboy.on('file', (name, stream) => {
      this.#hasParts = true
      this.#openBytes = 0
      if (!this.#keeps(name, this.#files.length)) {
        stream.on('data', () => {
          this.#openBytes = 0
        })
        return
      }
      this.#wholeBytes += FILE_BYTES
      const end = new BodyEnd({ head: 1_000, end: OUTPUT_LIMIT })
      this.#files.push({ name, end })
      stream.on('data', (bytes: Buffer) => {
        this.#openBytes = 0
        const before = end.held
        end.push(bytes)
        this.#wholeBytes += end.held - before
      })
      stream.on('error', () => {})
    })
    this.#done = new Promise((resolve) => {
      this.#busboy.once('finish', resolve)
      this.#busboy.once('close', resolve)
      for (const limit of ['partsLimit', 'filesLimit', 'fieldsLimit'] as const)
        this.#busboy.once(limit, () => {
          this.#isBroken = true
          resolve()
        })
      this.#busboy.once('error', () => {
        this.#isBroken = true
        resolve()
      })
    })
  }

  /** How much memory it takes, in bytes, approximately. */
  get held(): number {
    return this.#wholeBytes + Math.min(this.#openBytes, FIELDS_LIMIT)
  }

  #keeps(name: string, count: number): boolean {
    return name.length <= LONGEST_NAME && (count < KEPT || speaks(name))
  }

  leave(): void {
    this.#isBroken = true
    this.#busboy.destroy()
  }

  async push(bytes: Buffer): Promise<void> {
    if (this.#isBroken || this.#busboy.destroyed) return
    this.#openBytes += bytes.length
    this.#bytes += bytes.length
    const taken = new Promise<void>((resolve) => this.#busboy.write(bytes, () => resolve()))
    await Promise.race([taken, this.#done])
  }

  async finish(): Promise<BodyParts> {
    if (!this.#isBroken && !this.#busboy.destroyed) this.#busboy.end()
    await Promise.race([this.#done, new Promise((resolve) => setTimeout(resolve, 1_000).unref())])
    // The reader of a file may not have read its last bytes yet.
    await new Promise((resolve) => setImmediate(resolve))
    const pairs = [...this.#pairs]
    const files = this.#files.filter(({ name, end }) => {
      const isField = (speaks(name) || /^\s*message\s*$/i.test(name)) && end.size <= 1_000
      if (isField) pairs.push([name, decodeBytes(end.head(), charsetOf(end.head(), ''))])
      return !isField && end.size > 0
    })
    const last = files.at(-1)?.end
    const file = last ? last.end().bytes : null
    // Parts without a name, or with another disposition, are not passed on.
    const isBroken = this.#isBroken || (this.#isDeclared && !this.#hasParts && this.#bytes > this.#emptyBytes)
    return { pairs, file, isFileTruncated: last !== undefined && last.size > OUTPUT_LIMIT, isBroken }
  }
}
