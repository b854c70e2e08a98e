'use client'

import { createContext, type ReactNode, useContext } from 'react'

export interface Person {
  name: string
  email: string
  /** Whether this person may make changes here. */
  mayWrite: boolean
}

const PersonContext = createContext<Person>({ name: '', email: '', mayWrite: false })

export function PersonProvider({ person, children }: { person: Person; children: ReactNode }) {
  return <PersonContext value={person}>{children}</PersonContext>
}

export function usePerson(): Person {
  return useContext(PersonContext)
}
