import type { ComponentProps, ReactNode } from 'react'
import type { SettingsPage } from '@/components/settings/pages'
import { WorkspacesProvider } from '@/components/workspaces/workspaces'
import { Nav } from './nav'
import { Palette } from './palette'
import { type Person, PersonProvider } from './person'
import classes from './shell.module.css'

interface Props {
  workspaces: ComponentProps<typeof WorkspacesProvider>['value']
  person: Person
  /** The settings that the person may see. */
  settings: readonly SettingsPage[]
  /** Notices for everybody. */
  banner: ReactNode
  children: ReactNode
}

/** The frame of every page behind sign-in. */
export function Shell({ workspaces, person, settings, banner, children }: Props) {
  return (
    <PersonProvider person={person}>
      <WorkspacesProvider value={workspaces}>
        <a href="#content" className={classes.skip}>
          Skip to the content
        </a>
        <div className={classes.frame}>
          <Nav />
          <div className={classes.content}>
            {banner}
            {children}
          </div>
        </div>
        <Palette settings={settings} />
      </WorkspacesProvider>
    </PersonProvider>
  )
}
