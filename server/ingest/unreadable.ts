/** An error of the HTTP parser, with the bytes at which it failed where it knows them. */
export type ParserError = NodeJS.ErrnoException & { rawPacket?: Buffer }

const ENCODE =
  'Percent-encode spaces and all that is not plain ASCII: ü is %C3%BC, a space is %20 (curl: --data-urlencode).'

/** The answer to a request that cannot be read as HTTP. */
export function whyUnreadable({ code = '', rawPacket }: ParserError): { status: number; sentence: string } {
  if (code === 'HPE_HEADER_OVERFLOW') return { status: 431, sentence: 'The URL and headers may have 16 kB together.' }
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return { status: 408, sentence: 'The request was not complete in time. Send it again.' }
  if (code === 'HPE_INVALID_URL' || isTargetRaw(rawPacket))
    return { status: 400, sentence: `The URL has characters that must be encoded. ${ENCODE}` }
  return { status: 400, sentence: 'The request is not readable HTTP.' }
}

/** Whether the first line has a target with a space, a control character or a byte beyond ASCII in it. */
function isTargetRaw(packet: Buffer | undefined): boolean {
  const [line = ''] = packet?.toString('latin1').split('\n', 1) ?? []
  const target = /^[A-Z]+ (.*) HTTP\/1\.[01]\r?$/s.exec(line)?.[1]
  return target !== undefined && /[^\x21-\x7e]/.test(target)
}
