'use client'

import { useAction } from '@/components/forms/use-action'
import { useWorkspaces } from './workspaces'

/** Switches to another workspace; then every page is loaded again. */
export function useSwitch(): { isBusy: boolean; switchTo: (workspaceId: string) => void } {
  const workspaces = useWorkspaces()
  const { isBusy, run } = useAction()
  return {
    isBusy,
    switchTo: (workspaceId) =>
      run(() => workspaces.switchTo(workspaceId), { onDone: () => window.location.assign('/monitors') }),
  }
}
