import ipaddr from 'ipaddr.js'

const IPV4_COMPATIBLE = ipaddr.IPv6.parse('::')
// Azure's host agent answers on a public-looking address, with credentials.
const AZURE_WIRE_SERVER = '168.63.129.16'

/**
 * Whether an IP address lies outside the public internet: loopback, private, link-local, shared, mapped, translated,
 * tunnelled, reserved. What is no address is forbidden, too.
 */
export function isForbiddenAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return true
  const address = ipaddr.parse(text)
  // ipaddr.js calls ::a.b.c.d an ordinary address; the kernel may reach a.b.c.d by it.
  if (address instanceof ipaddr.IPv6 && address.match(IPV4_COMPATIBLE, 96)) return true
  if (address.range() !== 'unicast') return true
  return address.toString() === AZURE_WIRE_SERVER
}
