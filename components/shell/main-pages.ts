import { Activity, BellRing, Settings, Siren } from 'lucide-react'

/** The pages of the side bar. `also`: another path that belongs to it. */
export const MAIN_PAGES = [
  { href: '/monitors', label: 'Monitors', icon: Activity, also: '/runs' },
  { href: '/incidents', label: 'Incidents', icon: Siren, also: null },
  { href: '/channels', label: 'Channels', icon: BellRing, also: null },
  { href: '/settings', label: 'Settings', icon: Settings, also: null },
] as const
