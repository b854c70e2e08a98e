import { netOf } from '@/lib/base/addresses'

// XX and ZZ mean that the country is not known.
const UNKNOWN = new Set(['XX', 'ZZ'])
const COUNTRIES = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' })

/** Where a session was used, as text: from the given place, else from the IP address. Null: not known. */
export function placeLabels({ place, ip }: { place: string | null; ip: string | null }): string | null {
  if (place !== null && !UNKNOWN.has(place.toUpperCase())) return countryOf(place) ?? place
  return { loopback: 'this machine', private: 'private network', public: null }[netOf(ip)]
}

function countryOf(code: string): string | undefined {
  return /^[a-z]{2}$/i.test(code) ? COUNTRIES.of(code.toUpperCase()) : undefined
}
