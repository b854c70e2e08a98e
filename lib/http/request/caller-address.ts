import { canonicalAddress, forwardedAddress } from '@/lib/base/addresses'

/** The interface of a link-local address: `%eth0`. */
const ZONE = /%.*$/s

/**
 * The address of a caller: the last one in `x-forwarded-for`, which the nearest proxy added, if that proxy is the
 * operator's or ingest (`isTrusted`); else that of the peer. Null: not known.
 */
export function callerAddress(
  forwardedFor: string | null,
  { isTrusted, peer = null }: { isTrusted: boolean; peer?: string | null },
): string | null {
  return (
    (isTrusted ? forwardedAddress(forwardedFor) : null) ??
    (peer === null ? null : canonicalAddress(peer.replace(ZONE, '')))
  )
}
