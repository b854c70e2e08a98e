'use client'

import { Activity, BellRing, Siren } from 'lucide-react'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { Mark } from '@/components/ui/mark'
import classes from './nav.module.css'

const PAGES = [
  { href: '/monitors', label: 'Monitors', icon: Activity, also: '/runs' },
  { href: '/incidents', label: 'Incidents', icon: Siren, also: null },
  { href: '/channels', label: 'Channels', icon: BellRing, also: null },
] as const

/** The rail at the left; on a phone the same links are the bar at the bottom. */
export function Nav({ workspaceName }: { workspaceName: string }) {
  const path = usePathname()
  return (
    <nav className={classes.nav} aria-label="Main">
      <Link href="/monitors" className={classes.brand} title={workspaceName}>
        <Mark />
        <span>{workspaceName}</span>
      </Link>
      <ul className={classes.links}>
        {PAGES.map(({ href, label, icon: Icon, also }) => {
          const isHere = path.startsWith(href) || (also !== null && path.startsWith(also))
          return (
            <li key={href}>
              <Link href={href} className={classes.link} aria-current={isHere ? 'page' : undefined} title={label}>
                <Icon size={18} strokeWidth={1.75} aria-hidden />
                <span className={classes.label}>{label}</span>
              </Link>
            </li>
          )
        })}
      </ul>
    </nav>
  )
}
