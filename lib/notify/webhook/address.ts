import ipaddr from 'ipaddr.js'

/**
 * All addresses that are routed on the public internet (RFC 4291); other ranges in use, such as 100::/64 or 5f00::/16,
 * are special.
 */
const GLOBAL_UNICAST = ipaddr.IPv6.parse('2000::')
/** Exceptions: protocol assignments (RFC 2928), with benchmarks and ORCHID, and documentation (RFC 9637). */
const SPECIAL: readonly (readonly [ipaddr.IPv6, number])[] = [
  [ipaddr.IPv6.parse('2001::'), 23],
  [ipaddr.IPv6.parse('2001:db8::'), 32],
  [ipaddr.IPv6.parse('2002::'), 16],
  [ipaddr.IPv6.parse('3fff::'), 20],
]
// Azure's host agent answers on a public-looking address, with credentials.
const AZURE_WIRE_SERVER = '168.63.129.16'

/**
 * Whether an IP address is outside the public internet: loopback, private, link-local, shared, mapped, translated,
 * tunnelled, reserved. A text that is no address is forbidden, too.
 */
export function isForbiddenAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return true
  const address = ipaddr.parse(text)
  if (address instanceof ipaddr.IPv6) {
    if (!address.match(GLOBAL_UNICAST, 3)) return true
    if (SPECIAL.some(([net, bits]) => address.match(net, bits))) return true
  }
  if (address.range() !== 'unicast') return true
  return address.toString() === AZURE_WIRE_SERVER
}
