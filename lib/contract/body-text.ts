const UTF8 = new TextDecoder('utf-8')
const STRICT_UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const WINDOWS_1252 = new TextDecoder('windows-1252')

/** How the bytes of a body are read as text. */
export interface Charset {
  label: string
  isDeclared: boolean
}

/** By its byte order mark, else as declared, else UTF-16 where every other byte is 0, else UTF-8. */
export function charsetOf(head: Buffer, contentType: string): Charset {
  const [a, b, c] = head
  if (a === 0xff && b === 0xfe) return { label: 'utf-16le', isDeclared: true }
  if (a === 0xfe && b === 0xff) return { label: 'utf-16be', isDeclared: true }
  if (a === 0xef && b === 0xbb && c === 0xbf) return { label: 'utf-8', isDeclared: true }
  if (head.length >= 4 && a !== 0 && b === 0 && head[3] === 0) return { label: 'utf-16le', isDeclared: false }
  if (head.length >= 4 && a === 0 && b !== 0 && head[2] === 0) return { label: 'utf-16be', isDeclared: false }
  const declared = contentType.includes('=') ? /charset\s*=\s*["']?([^\s"';,]+)/i.exec(contentType)?.[1] : undefined
  return declared && decoderOf(declared)
    ? { label: declared.toLowerCase(), isDeclared: true }
    : { label: 'utf-8', isDeclared: false }
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
  const isUtf8 = charset.label === 'utf-8' || charset.label.startsWith('utf-16')
  if (isUtf8) {
    try {
      return decodeURIComponent(spaced)
    } catch {
      // A raw % in it, or another charset: byte by byte.
    }
  }
  return spaced.replace(/(?:%[0-9a-f]{2})+/gi, (run) => {
    const bytes = Buffer.from(run.replaceAll('%', ''), 'hex')
    if (!isUtf8) return decodeBytes(bytes, charset)
    try {
      return STRICT_UTF8.decode(bytes)
    } catch {
      return charset.isDeclared ? UTF8.decode(bytes) : WINDOWS_1252.decode(bytes)
    }
  })
}

function decoderOf(label: string): TextDecoder | null {
  try {
    return new TextDecoder(label)
  } catch {
    return null
  }
}
