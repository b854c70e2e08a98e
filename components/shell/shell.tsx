import type { ReactNode } from 'react'
import { Nav } from './nav'
import { type Person, PersonProvider } from './person'
import classes from './shell.module.css'

interface Props {
  workspaceName: string
  person: Person
  children: ReactNode
}

/** The frame of every page behind sign-in. */
export function Shell({ workspaceName, person, children }: Props) {
  return (
    <PersonProvider person={person}>
      <a href="#content" className={classes.skip}>
        Skip to the content
      </a>
      <div className={classes.frame}>
        <Nav workspaceName={workspaceName} />
        <div className={classes.content}>{children}</div>
      </div>
    </PersonProvider>
  )
}
