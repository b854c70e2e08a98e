'use client'

import { Button } from '@mantine/core'
import { useAction } from '@/components/forms/use-action'
import { Panel } from '@/components/ui/panel'
import { StatusMark } from '@/components/ui/status-mark'
import type { FactorActions } from './factor-actions'
import classes from './factors.module.css'

interface Props {
  left: number
  make: FactorActions['makeRecoveryCodes']
  onMade: (codes: string[]) => void
}

/** Recovery codes: how many are left, and new ones. */
export function RecoveryPanel({ left, make, onMade }: Props) {
  const { isBusy, run } = useAction()
  const start = () =>
    run(async () => {
      const result = await make()
      if (result.error) return result
      onMade(result.ok)
      return { ok: null }
    })
  return (
    <Panel title="Recovery codes" note="for the case that the app or the device is lost">
      <div className={classes.panel}>
        <div className={classes.state}>
          <StatusMark state={left > 2 ? 'up' : left > 0 ? 'late' : 'failed'}>
            {left === 0 ? 'none left' : `${left} of 10 left`}
          </StatusMark>
          <Button size="compact-sm" variant="default" loading={isBusy} onClick={start}>
            Create new codes
          </Button>
        </div>
        <p className="dim">Each works once, in the place of a second factor. New codes invalidate the old ones.</p>
      </div>
    </Panel>
  )
}
