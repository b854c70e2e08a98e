import { isUtf8 } from 'node:buffer'
import { readSignalWord } from './signal-words'

const UTF8 = new TextDecoder('utf-8')
const WHOLE_UTF8 = new TextDecoder('utf-8', { ignoreBOM: true })
const WINDOWS_1252 = new TextDecoder('windows-1252')

/** How the bytes of a body are read as text. */
export interface Charset {
  label: string
  isDeclared: boolean
}

/** By its byte order mark, else UTF-16 where every other byte is 0, else as declared where the bytes can be of it, else UTF-8. */
export function charsetOf(head: Buffer, contentType: string): Charset {
  const [a, b, c] = head
  const isMarked = (a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff)
  if (isMarked && !isPlain(head.subarray(2))) return { label: a === 0xff ? 'utf-16le' : 'utf-16be', isDeclared: true }
  if (a === 0xef && b === 0xbb && c === 0xbf) return { label: 'utf-8', isDeclared: true }
  if (head.length >= 4 && a !== 0 && b === 0 && head[3] === 0) return { label: 'utf-16le', isDeclared: false }
  if (head.length >= 4 && a === 0 && b !== 0 && head[2] === 0) return { label: 'utf-16be', isDeclared: false }
  const declared = contentType.includes('=') ? /charset\s*=\s*["']?([^\s"';,]+)/i.exec(contentType)?.[1] : undefined
  // A charset has many names: UTF-16 is `unicode` and `ucs-2` as well.
  const label = declared === undefined ? undefined : decoderOf(declared)?.encoding
  if (label === undefined || (label.startsWith('utf-16') && isPlain(head))) return { label: 'utf-8', isDeclared: false }
  return { label, isDeclared: true }
}

/** No UTF-16, whatever it is said to be: it has no zero, which each Latin character has there, and begins as what is read here does. */
function isPlain(bytes: Buffer): boolean {
  const head = bytes.subarray(0, 200)
  if (head.includes(0)) return false
  const text = head.toString('latin1').trim()
  return /^(?:[[{]\s*["'{\w]|["'][\w{]|[\w.-]{2,40}=)/.test(text) || readSignalWord(text) !== null
}

/** Bytes as text, without byte order mark; what is no character of the charset becomes U+FFFD. */
export function decodeBytes(bytes: Buffer, { label }: Charset): string {
  return label === 'utf-8' ? UTF8.decode(bytes) : (decoderOf(label) ?? UTF8).decode(bytes)
}

/**
 * The last `limit` bytes as text, from a whole character on.
 * @param offset where in the body the bytes begin, since characters of UTF-16 begin at even places.
 */
export function decodeEnd(
  bytes: Buffer,
  { charset, limit, offset }: { charset: Charset; limit: number; offset: number },
) {
  if (bytes.length <= limit && offset === 0) return decodeBytes(bytes, charset)
  let start = Math.max(0, bytes.length - limit)
  if (charset.label.startsWith('utf-16')) start += (offset + start) % 2
  else if (charset.label === 'utf-8') for (let n = 0; n < 3 && (bytes[start]! & 0xc0) === 0x80; n++) start += 1
  return decodeBytes(bytes.subarray(start), charset)
}

/** A name or value of a form: `+` is a blank, `%XX` a byte of the charset. What is not valid UTF-8 is taken for windows-1252. */
export function decodeFormText(text: string, charset: Charset): string {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text
  if (!spaced.includes('%')) return spaced
  const isMeantAsUtf8 = charset.label === 'utf-8' || charset.label.startsWith('utf-16')
  // Errors are not used to find out: a call can be full of what is none.
  if (isMeantAsUtf8 && !NOT_PLAIN.test(spaced)) return decodeURIComponent(spaced)
  return spaced.replace(/(?:%[0-9a-f]{2})+/gi, (run) => {
    const bytes = Buffer.from(run.replaceAll('%', ''), 'hex')
    if (!isMeantAsUtf8) return decodeBytes(bytes, charset)
    if (isUtf8(bytes)) return WHOLE_UTF8.decode(bytes)
    return charset.isDeclared ? UTF8.decode(bytes) : WINDOWS_1252.decode(bytes)
  })
}

/** A byte beyond ASCII, or a raw %. */
const NOT_PLAIN = /%(?:[89a-f]|(?![0-9a-f]{2}))/i

const decoders = new Map<string, TextDecoder>()

function decoderOf(label: string): TextDecoder | null {
  const known = decoders.get(label)
  if (known) return known
  try {
    const decoder = new TextDecoder(label)
    // Charsets have a few hundred names; those in odd cases need no place.
    if (decoders.size < 300) decoders.set(label, decoder)
    return decoder
  } catch {
    return null
  }
}
