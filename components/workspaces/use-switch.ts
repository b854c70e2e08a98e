'use client'

import { useAction } from '@/components/forms/use-action'
import { useWorkspaces } from './workspaces'

/** Brings another workspace into view; every page is read anew then, since nothing on this one is its. */
export function useSwitch(): { isBusy: boolean; switchTo: (workspaceId: string) => void } {
  const workspaces = useWorkspaces()
  const { isBusy, run } = useAction()
  return {
    isBusy,
    switchTo: (workspaceId) =>
      run(() => workspaces.switchTo(workspaceId), { onDone: () => window.location.assign('/monitors') }),
  }
}
