'use client'

import Link from 'next/link'
import { useZone } from '@/components/time/clock'
import { LiveDot } from './live-dot'
import { PaletteButton } from './palette-button'
import { PersonMenu } from './person-menu'
import classes from './top-bar.module.css'

export interface Crumb {
  label: string
  href?: string
  /** A name from a job or its owner, unchanged. */
  mono?: boolean
}

export function TopBar({ path }: { path: readonly Crumb[] }) {
  const zone = useZone()
  return (
    <header className={classes.bar}>
      <nav className={classes.path} aria-label="Path">
        <ol>
          {path.map(({ label, href, mono }) => (
            <li key={href ?? ''} className={mono ? 'mono' : undefined}>
              {href ? (
                <Link href={href} title={label}>
                  <bdi>{label}</bdi>
                </Link>
              ) : (
                <span aria-current="page" title={label}>
                  <bdi>{label}</bdi>
                </span>
              )}
            </li>
          ))}
        </ol>
      </nav>
      <LiveDot />
      <PaletteButton />
      <span className={classes.zone} title="Times are shown in this zone">
        {zone}
      </span>
      <PersonMenu />
    </header>
  )
}
