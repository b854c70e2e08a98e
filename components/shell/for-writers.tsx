'use client'

import type { ReactNode } from 'react'
import { usePerson } from './person'

/** What is of no use to those who may only look. */
export function ForWriters({ children }: { children: ReactNode }) {
  return usePerson().mayWrite ? children : null
}
