'use client'

import { useState } from 'react'
import type { ActionError, ActionResult } from '@/components/forms/action-result'

const AWAY = 'Lubdub did not answer; the link or code still works. Try again in a moment.'

/** Runs an action that may sign in, and loads the page that it returns, because another person may be signed in now. */
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
