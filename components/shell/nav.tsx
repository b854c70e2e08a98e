'use client'

import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { WorkspaceMenu } from '@/components/workspaces/workspace-menu'
import { MAIN_PAGES } from './main-pages'
import classes from './nav.module.css'

/** The side bar at the left; on a phone the same links are at the bottom. */
export function Nav() {
  const path = usePathname()
  return (
    <nav className={classes.nav} aria-label="Main">
      <WorkspaceMenu />
      <ul className={classes.links}>
        {MAIN_PAGES.map(({ href, label, icon: Icon, also }) => {
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
