'use client'

import { createContext, type ReactNode, useContext } from 'react'
import type { ActionResult } from '@/components/forms/action-result'

export interface WorkspaceChoice {
  id: string
  name: string
}

interface Workspaces {
  currentId: string
  /** All workspaces of the person. */
  all: readonly WorkspaceChoice[]
  switchTo: (workspaceId: string) => Promise<ActionResult<null>>
}

const WorkspacesContext = createContext<Workspaces | null>(null)

export function WorkspacesProvider({ value, children }: { value: Workspaces; children: ReactNode }) {
  return <WorkspacesContext value={value}>{children}</WorkspacesContext>
}

/** The person's workspaces. Empty outside of the pages behind sign-in. */
export function useWorkspaces(): Workspaces {
  return useContext(WorkspacesContext) ?? { currentId: '', all: [], switchTo: async () => ({ ok: null }) }
}
