'use client'

import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { createContext, type ReactNode, useContext, useEffect, useRef } from 'react'
import type { SettingsPage } from './pages'
import classes from './settings-nav.module.css'

const PagesContext = createContext<readonly SettingsPage[] | null>(null)

/** Shows the list of these pages beside every page below. */
export function SettingsPages({ pages, children }: { pages: readonly SettingsPage[]; children: ReactNode }) {
  return <PagesContext value={pages}>{children}</PagesContext>
}

/** The list of settings; on a phone one row to scroll. Empty outside of the settings. */
export function SettingsNav() {
  const pages = useContext(PagesContext)
  const path = usePathname()
  const here = useRef<HTMLAnchorElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: every page has its own place in the row
  useEffect(() => {
    here.current?.scrollIntoView({ block: 'nearest', inline: 'center' })
  }, [path])
  if (pages === null) return null
  const groups = [...new Set(pages.map(({ group }) => group))].toSorted((a, b) => b.localeCompare(a))
  return (
    <nav className={classes.nav} aria-label="Settings">
      {groups.map((group) => (
        <section key={group}>
          <h2>{group}</h2>
          <ul>
            {pages
              .filter((page) => page.group === group)
              .map(({ href, label }) => (
                <li key={href}>
                  <Link
                    href={href}
                    ref={path.startsWith(href) ? here : undefined}
                    aria-current={path.startsWith(href) ? 'page' : undefined}
                  >
                    {label}
                  </Link>
                </li>
              ))}
          </ul>
        </section>
      ))}
    </nav>
  )
}
