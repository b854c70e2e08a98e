'use client'

import type { ReactNode } from 'react'
import { usePerson } from './person'

/** Content that is useless for viewers. */
export function ForWriters({ children }: { children: ReactNode }) {
  return usePerson().mayWrite ? children : null
}
