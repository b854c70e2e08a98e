import { isZone } from '@/components/time/format-instant'

/** Names that runtimes leave out of their list, because they know the zone by an older name. */
const NEWER = [
  ...['Africa/Asmara', 'America/Argentina/Buenos_Aires', 'America/Argentina/Catamarca', 'America/Argentina/Cordoba'],
  ...['America/Argentina/Jujuy', 'America/Argentina/Mendoza', 'America/Atikokan', 'America/Indiana/Indianapolis'],
  ...[
    'America/Kentucky/Louisville',
    'America/Nuuk',
    'Asia/Ho_Chi_Minh',
    'Asia/Kathmandu',
    'Asia/Kolkata',
    'Asia/Yangon',
  ],
  ...['Atlantic/Faroe', 'Europe/Kyiv', 'Pacific/Chuuk', 'Pacific/Kanton', 'Pacific/Pohnpei', 'UTC'],
]

/** Names of time zones to choose from, with `also` if it is not among the usual ones. */
export function zoneNames(also: string | null = null): string[] {
  const known = [...Intl.supportedValuesOf('timeZone'), ...NEWER.filter(isZone), ...(also ? [also] : [])]
  return [...new Set(known)].toSorted()
}

/** Whether the typed text matches the name: `new york` matches `America/New_York`. */
export function matchesZone(name: string, typed: string): boolean {
  const plain = (text: string) =>
    text
      .toLowerCase()
      .replaceAll(/[_\s]+/g, ' ')
      .trim()
  return plain(name).includes(plain(typed))
}
