'use client'

import { Button } from '@mantine/core'
import type { ActionResult } from '@/components/forms/action-result'
import { useAction } from '@/components/forms/use-action'
import { Time } from '@/components/time/time'
import { StatusMark } from '@/components/ui/status-mark'
import classes from './deletion-banner.module.css'

interface Props {
  deleteAfter: string
  /** Null: for owners only, and this is none. */
  undo: (() => Promise<ActionResult<null>>) | null
}

/** Says on every page that the workspace is about to go. */
export function DeletionBanner({ deleteAfter, undo }: Props) {
  const { isBusy, run } = useAction()
  return (
    <aside className={classes.banner} aria-label="This workspace is being deleted">
      <p>
        <StatusMark state="late" strong>
          This workspace is being deleted
        </StatusMark>{' '}
        It is gone for good at <Time at={deleteAfter} />. Jobs are heard until then; nobody is told anything.
        {undo === null && ' An owner can undo it.'}
      </p>
      {undo && (
        <Button size="compact-sm" loading={isBusy} onClick={() => run(undo, { done: 'The workspace stays.' })}>
          Undo
        </Button>
      )}
    </aside>
  )
}
