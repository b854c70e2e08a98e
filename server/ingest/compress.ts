import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http'
import {
  type BrotliCompress,
  brotliCompress,
  constants,
  createBrotliCompress,
  createGzip,
  type Gzip,
  gzip,
} from 'node:zlib'

export type Encoding = 'br' | 'gzip'
export type Compressor = BrotliCompress | Gzip

const COMPRESSIBLE =
  /^(?:text\/(?!event-stream)|application\/(?:javascript|json|xml|manifest\+json)\b|[\w.-]+\/[\w.-]+\+(?:json|xml)\b)/i
const WORTH_BYTES = 1_000
/** Each stream takes about 1 MB while it works. */
const MOST_AT_ONCE = 32
/** Too short for people to notice, so that what a page sends early is seen early. */
const FLUSH_AFTER_MS = 5

let atOnce = 0

/** The encoding that a caller accepts, the better one first. Null: neither. */
export function acceptedEncoding(header: string | string[] | undefined): Encoding | null {
  const quality = new Map<string, number>()
  for (const part of String(header ?? '')
    .toLowerCase()
    .split(',')) {
    const [name = '', ...rest] = part.split(';').map((text) => text.trim())
    const given = rest.find((text) => text.startsWith('q='))
    quality.set(name, given === undefined ? 1 : Number(given.slice(2)) || 0)
  }
  const of = (name: string) => quality.get(name) ?? quality.get('*') ?? 0
  if (of('br') > 0 && of('br') >= of('gzip')) return 'br'
  return of('gzip') > 0 ? 'gzip' : null
}

interface Answer {
  method: string | undefined
  asked: IncomingHttpHeaders
  status: number
  headers: OutgoingHttpHeaders
}

/** The encoding for an answer; its headers then vary by it. Null: not compressed. */
export function encodingOf({ method, asked, status, headers }: Answer): Encoding | null {
  if (!COMPRESSIBLE.test(String(headers['content-type'] ?? ''))) return null
  if (headers['content-encoding'] !== undefined || /no-transform/i.test(String(headers['cache-control'] ?? '')))
    return null
  addVary(headers)
  const isWhole = status >= 200 && status !== 204 && status !== 206 && status !== 304
  if (method === 'HEAD' || !isWhole || Number(headers['content-length'] ?? WORTH_BYTES) < WORTH_BYTES) return null
  // An answer to a cross-site request is not compressed: its size would reveal what is in it (BREACH).
  if (asked['sec-fetch-site'] === 'cross-site') return null
  return acceptedEncoding(asked['accept-encoding'])
}

/** Changes the headers of an answer that is sent in this encoding. */
export function noteEncoding(headers: OutgoingHttpHeaders, encoding: Encoding): void {
  headers['content-encoding'] = encoding
  delete headers['content-length']
  delete headers['accept-ranges']
  const tag = headers.etag
  if (typeof tag === 'string' && !tag.startsWith('W/')) headers.etag = `W/${tag}`
}

/**
 * Compresses what is written to it, and flushes soon. Null: too many streams are open now, so the answer goes
 * uncompressed.
 */
export function openCompressor(encoding: Encoding): Compressor | null {
  if (atOnce >= MOST_AT_ONCE) return null
  atOnce += 1
  const compressor = encoding === 'br' ? createBrotliCompress({ params: brotliParams(4) }) : createGzip({ level: 5 })
  compressor.once('close', () => {
    atOnce -= 1
  })
  return compressor
}

/** A write that is followed by a flush once nothing more has come for a moment. */
export function writeSoon(compressor: Compressor): (chunk: Buffer) => void {
  let timer: NodeJS.Timeout | null = null
  compressor.once('close', () => timer && clearTimeout(timer))
  const flush = () => {
    timer = null
    // By kind of stream: the flush constant of one library ends the stream in the other.
    if (!compressor.writableEnded && !compressor.destroyed) compressor.flush()
  }
  return (chunk) => {
    compressor.write(chunk)
    timer ??= setTimeout(flush, FLUSH_AFTER_MS)
  }
}

/** Compresses all at once, as small as is possible in reasonable time: for what is compressed once and sent often. */
export function compressWhole(body: Buffer, encoding: Encoding): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const done = (error: Error | null, smaller: Buffer) => (error ? reject(error) : resolve(smaller))
    if (encoding === 'br')
      brotliCompress(body, { params: { ...brotliParams(9), [constants.BROTLI_PARAM_SIZE_HINT]: body.length } }, done)
    else gzip(body, { level: 9 }, done)
  })
}

function brotliParams(quality: number) {
  return { [constants.BROTLI_PARAM_QUALITY]: quality, [constants.BROTLI_PARAM_LGWIN]: 19 }
}

function addVary(headers: OutgoingHttpHeaders): void {
  const names = [headers.vary ?? []].flat().join(', ')
  if (!/accept-encoding|\*/i.test(names)) headers.vary = [names, 'Accept-Encoding'].filter(Boolean).join(', ')
}
