import { isUtf8 } from 'node:buffer'
import { readSignalWord } from './signal-words'

const UTF8 = new TextDecoder('utf-8')
const WHOLE_UTF8 = new TextDecoder('utf-8', { ignoreBOM: true })
const WINDOWS_1252 = new TextDecoder('windows-1252')

/** How the bytes of a body are decoded. */
export interface Charset {
  label: string
  isDeclared: boolean
}

/**
 * By its byte order mark, else UTF-16 if every other byte is 0, else as declared if the bytes allow that, else UTF-8.
 */
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

/**
 * Not UTF-16, although it is declared: it has no zero byte, which each Latin character has in UTF-16, and begins like a
 * known format.
 */
function isPlain(bytes: Buffer): boolean {
  const head = bytes.subarray(0, 200)
  if (head.includes(0)) return false
  const text = head.toString('latin1').trim()
  return /^(?:[[{]\s*["'{\w]|["'][\w{]|[\w.-]{2,40}=)/.test(text) || readSignalWord(text) !== null
}

/** Bytes as text, without byte order mark; invalid characters become U+FFFD. */
export function decodeBytes(bytes: Buffer, { label }: Charset): string {
  return label === 'utf-8' ? UTF8.decode(bytes) : (decoderOf(label) ?? UTF8).decode(bytes)
}

/**
 * The last `limit` bytes as text, beginning with a whole character.
 * @param offset the position of the bytes in the body, because characters of UTF-16 begin at even positions.
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

/** A name or value of a form: `+` is a space, `%XX` a byte of the charset. Invalid UTF-8 is read as windows-1252. */
export function decodeFormText(text: string, charset: Charset): string {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text
  if (!spaced.includes('%')) return spaced
  const isMeantAsUtf8 = charset.label === 'utf-8' || charset.label.startsWith('utf-16')
  // Not detected with exceptions: a call can be full of invalid sequences.
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
    // Charsets have a few hundred names; unusual cases are not cached.
    if (decoders.size < 300) decoders.set(label, decoder)
    return decoder
  } catch {
    return null
  }
}
