import ipaddr from 'ipaddr.js'

export type Range = [ipaddr.IPv4 | ipaddr.IPv6, number]

/**
 * Reads an address range in CIDR notation, or one address.
 * @throws Error with a sentence that says what to write.
 */
export function parseRange(text: string): Range {
  const [base = '', bits, ...more] = text.trim().split('/')
  const address = parseStrictly(base)
  const width = address?.kind() === 'ipv4' ? 32 : 128
  const prefix = bits === undefined ? width : /^\d{1,3}$/.test(bits) ? Number(bits) : Number.NaN
  if (!address || more.length > 0 || !(prefix >= 0 && prefix <= width)) {
    throw new Error(
      `${JSON.stringify(text)} is not an address range; write one such as 10.0.0.0/8, 2001:db8::/32 or 192.0.2.7.`,
    )
  }
  if (address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress()) {
    throw new Error(`${JSON.stringify(text)} is an IPv4 address written as IPv6; write it as IPv4.`)
  }
  const first = firstOf(address, prefix)
  if (first.toNormalizedString() !== address.toNormalizedString()) {
    const advice = `write ${first.toString()}/${prefix}`
    throw new Error(`${JSON.stringify(text)} is not the first address of a /${prefix} range; ${advice}.`)
  }
  return [address, prefix]
}

/** The one way to write a range: shortest form, lower case, with its length. @throws as `parseRange`. */
export function canonicalRange(text: string): string {
  const [address, prefix] = parseRange(text)
  return `${address.toString()}/${prefix}`
}

/** Ranges that are parsed once, for many checks. A range that cannot be read admits nobody. */
export function createAddressList(ranges: readonly string[]): { has(address: string | null): boolean } {
  const read = ranges.flatMap((text) => {
    try {
      return [parseRange(text)]
    } catch {
      return []
    }
  })
  return {
    has(text) {
      const seen = text === null ? null : parseStrictly(text)
      if (!seen) return false
      const address = unmapped(seen)
      return read.some(([base, prefix]) => base.kind() === address.kind() && address.match(base as never, prefix))
    },
  }
}

const LOOPBACK = createAddressList(['127.0.0.0/8', '::1'])
const PRIVATE = createAddressList([
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '169.254.0.0/16',
  'fc00::/7',
  'fe80::/10',
])

/** Whether an address belongs to this machine, to a private network, to the internet, or is missing. */
export function netOf(address: string | null): 'loopback' | 'private' | 'public' {
  if (LOOPBACK.has(address)) return 'loopback'
  return PRIVATE.has(address) ? 'private' : 'public'
}

/** The last address that proxies added to X-Forwarded-For, without port and brackets. Null: there is none. */
export function forwardedAddress(header: string | null | undefined): string | null {
  const last = header?.split(',').at(-1)?.trim().replace(/^"|"$/g, '') ?? ''
  const [, bracketed, dotted] = /^(?:\[([^\]]+)\](?::\d+)?|(\d+(?:\.\d+){3}):\d+)$/.exec(last) ?? []
  const address = bracketed ?? dotted ?? last
  return canonicalAddress(address)
}

/**
 * The one way to write an address: shortest form, lower case, and an IPv4 address as IPv4 also if a dual-stack socket
 * writes it as IPv6. Null: it is no address.
 */
export function canonicalAddress(text: string): string | null {
  const address = parseStrictly(text)
  return address && unmapped(address).toString()
}

/** An IPv4 caller on a dual-stack socket has the address ::ffff:a.b.c.d. */
function unmapped(address: ipaddr.IPv4 | ipaddr.IPv6): ipaddr.IPv4 | ipaddr.IPv6 {
  return address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress() ? address.toIPv4Address() : address
}

/**
 * `10.1`, `010.0.0.1` and `0x7f.1` are addresses for a C library and typing mistakes here; a zone is valid on one
 * machine only.
 */
function parseStrictly(text: string): ipaddr.IPv4 | ipaddr.IPv6 | null {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text)
  if (!text.includes(':') || text.includes('%') || !ipaddr.IPv6.isValid(text)) return null
  // ipaddr.js treats ::a.b.c.d, which is a different address, as ::ffff:a.b.c.d.
  if (/^::\d+\./.test(text)) return null
  return ipaddr.IPv6.parse(text)
}

function firstOf(address: ipaddr.IPv4 | ipaddr.IPv6, prefix: number): ipaddr.IPv4 | ipaddr.IPv6 {
  const bytes = address.toByteArray().map((byte, i) => {
    const kept = Math.min(8, Math.max(0, prefix - i * 8))
    return byte & (0xff << (8 - kept)) & 0xff
  })
  return ipaddr.fromByteArray(bytes)
}
