/** An error of the parser of HTTP, with the bytes that it stumbled over where it knows them. */
export type ParserError = NodeJS.ErrnoException & { rawPacket?: Buffer }

const ENCODE =
  'Percent-encode what is not plain ASCII, and blanks: ü is %C3%BC, a blank is %20 (curl: --data-urlencode).'

/** What a caller is told of a request that cannot be read as HTTP. */
export function whyUnreadable({ code = '', rawPacket }: ParserError): { status: number; sentence: string } {
  if (code === 'HPE_HEADER_OVERFLOW') return { status: 431, sentence: 'The URL and headers may have 16 kB together.' }
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return { status: 408, sentence: 'The request did not come to its end in time. Send it again.' }
  if (code === 'HPE_INVALID_URL' || isTargetRaw(rawPacket))
    return { status: 400, sentence: `The URL has characters that may not stand in it as they are. ${ENCODE}` }
  return { status: 400, sentence: 'The request is no HTTP that can be read.' }
}

/** Whether the first line has a target with a blank, a control character or a byte beyond ASCII in it. */
function isTargetRaw(packet: Buffer | undefined): boolean {
  const [line = ''] = packet?.toString('latin1').split('\n', 1) ?? []
  const target = /^[A-Z]+ (.*) HTTP\/1\.[01]\r?$/s.exec(line)?.[1]
  return target !== undefined && /[^\x21-\x7e]/.test(target)
}
