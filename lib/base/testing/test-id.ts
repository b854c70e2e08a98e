/**
 * A uuid that stands for a name of at most 15 bytes, such as `mon_1`: the same name is the same id, and ids sort as their
 * names do.
 */
export function testId(name: string): string {
  const bytes = Buffer.alloc(15)
  if (bytes.write(name) < Buffer.byteLength(name)) throw new Error(`${name} is too long for the name of a test id.`)
  const hex = bytes.toString('hex')
  // Version 8 (RFC 9562): what is in the other bits is the maker's own affair.
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(12, 15)}-8${hex.slice(15, 18)}-${hex.slice(18)}`
}
