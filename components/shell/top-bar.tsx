'use client'

import Link from 'next/link'
import { useZone } from '@/components/time/clock'
import { useLiveState } from '@/components/ui/live-state'
import { liveLabels } from './live-labels'
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

const TITLES: Partial<Record<string, string>> = {
  live: 'The page updates with each beat',
  polling: 'The page updates this often',
}

/** Whether the page is live, polling, or reconnecting, or since when it is old. */
function LiveDot() {
  const live = useLiveState()
  const zone = useZone()
  return (
    <output className={`${classes.live} num`} data-live={live.kind} title={TITLES[live.kind]}>
      {liveLabels(live, zone)}
    </output>
  )
}
