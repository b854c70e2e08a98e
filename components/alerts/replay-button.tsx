'use client'

import { Button } from '@mantine/core'
import type { ActionResult } from '@/components/forms/action-result'
import { useAction } from '@/components/forms/use-action'
import { usePerson } from '@/components/shell/person'

/** Sends a dead delivery again. */
export function ReplayButton({ replay }: { replay: () => Promise<ActionResult<null>> }) {
  const { mayWrite } = usePerson()
  const { isBusy, run } = useAction()
  if (!mayWrite) return null
  return (
    <Button
      size="compact-xs"
      variant="default"
      loading={isBusy}
      onClick={() => run(replay, { done: 'It will be sent again.' })}
    >
      Replay
    </Button>
  )
}
