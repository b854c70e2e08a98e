'use client'

import { useState } from 'react'
import type { ActionError, ActionResult } from '@/components/forms/action-result'

const AWAY = 'Lubdub did not answer; nothing was used up. Try again in a moment.'

/** Runs what may sign in, and goes where it says: by a page load, since everything is somebody else's from then on. */
export function useEnter(): {
  isBusy: boolean
  problem: ActionError | null
  enter: (work: () => Promise<ActionResult<string>>) => Promise<void>
} {
  const [isBusy, setBusy] = useState(false)
  const [problem, setProblem] = useState<ActionError | null>(null)
  const enter = async (work: () => Promise<ActionResult<string>>) => {
    setBusy(true)
    setProblem(null)
    const result = await work().catch(() => null)
    if (result?.ok !== undefined) {
      window.location.assign(result.ok)
      return
    }
    setBusy(false)
    setProblem(result?.error ?? { message: AWAY, field: null })
  }
  return { isBusy, problem, enter }
}
