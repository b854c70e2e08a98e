'use client'

import { notifications } from '@mantine/notifications'
import { useTransition } from 'react'
import type { ActionResult } from './action-result'
import { withReauthentication } from './with-reauthentication'

/** Runs a server action without a form; shows a notice with the error or the result. */
export function useAction(): {
  isBusy: boolean
  run: (work: () => Promise<ActionResult<null>>, options?: { done?: string; onDone?: () => void }) => void
} {
  const [isBusy, start] = useTransition()
  return {
    isBusy,
    run: (work, { done, onDone } = {}) =>
      start(async () => {
        const result = await withReauthentication(work).catch(() => null)
        if (!result || result.error) {
          const message = result?.error?.message ?? 'Lubdub did not answer. Try again.'
          notifications.show({ color: 'red', message, role: 'alert' })
          return
        }
        if (done) notifications.show({ color: 'gray', message: done })
        onDone?.()
      }),
  }
}
