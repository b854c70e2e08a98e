'use client'

import { Button } from '@mantine/core'
import type { ActionResult } from '@/components/forms/action-result'
import { useAction } from '@/components/forms/use-action'
import { Time } from '@/components/time/time'
import { StatusMark } from '@/components/ui/status-mark'
import classes from './deletion-banner.module.css'

interface Props {
  deleteAfter: string
  /** Null: only owners may undo, and this person is none. */
  undo: (() => Promise<ActionResult<null>>) | null
}

/** Shown on every page of a workspace that will be deleted. */
export function DeletionBanner({ deleteAfter, undo }: Props) {
  const { isBusy, run } = useAction()
  return (
    <aside className={classes.banner} aria-label="This workspace is being deleted">
      <p>
        <StatusMark state="late" strong>
          This workspace is being deleted
        </StatusMark>{' '}
        Its data is deleted at <Time at={deleteAfter} />. Beats are taken until then; no alerts are sent.
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
