import type { ReactNode } from 'react'
import { SettingsNav } from '@/components/settings/settings-nav'
import { LostLine } from './lost-line'
import classes from './shell.module.css'
import { type Crumb, TopBar } from './top-bar'

interface Props {
  /** The path of this page, from the top; the last entry is the page itself. */
  path: readonly Crumb[]
  /** Tables and timelines use the whole width. */
  wide?: boolean
  children: ReactNode
}

/** One page: the bar with its path, and its content. */
export function Page({ path, wide = false, children }: Props) {
  return (
    <>
      <TopBar path={path} />
      <LostLine />
      <div className={classes.body}>
        <SettingsNav />
        <main id="content" className={`${classes.page} ${wide ? classes.wide : ''}`}>
          {children}
        </main>
      </div>
    </>
  )
}

interface HeadProps {
  title: ReactNode
  /** The actions, one primary action at most. */
  actions?: ReactNode
  children?: ReactNode
}

/** The title of a page with a line or two about it. */
export function PageHead({ title, actions, children }: HeadProps) {
  return (
    <header className={classes.head}>
      <div className={classes.words}>
        <h1>{title}</h1>
        {children}
      </div>
      {actions && <div className={classes.actions}>{actions}</div>}
    </header>
  )
}
