'use client'

import { useState } from 'react'
import type { FactorsView } from '@/lib/contract/factors'
import type { FactorActions } from './factor-actions'
import classes from './factors.module.css'
import { PasskeysPanel } from './passkeys-panel'
import { RecoveryCodesDialog } from './recovery-codes-dialog'
import { RecoveryPanel } from './recovery-panel'
import { TotpPanel } from './totp-panel'

interface Props {
  factors: FactorsView
  actions: FactorActions
  /** Where to go once there is a factor. Left out: stays. */
  doneHref?: string
}

/** The factors of a person besides their first factor, and the actions on them. */
export function SecurityFactors({ factors, actions, doneHref }: Props) {
  const [codes, setCodes] = useState<string[] | null>(null)
  const hasFactor = factors.totp !== null || factors.passkeys.length > 0
  const goOn = () => {
    // By a page load: pages that were not shown before are shown from now on.
    if (doneHref) window.location.assign(doneHref)
  }
  const added = (made: string[] | null) => {
    if (made) setCodes(made)
    else goOn()
  }
  const kept = () => {
    setCodes(null)
    goOn()
  }
  return (
    <div className={classes.panels}>
      {factors.requiredBy.length > 0 && (
        <p className="dim" style={{ margin: 0 }}>
          <bdi>{factors.requiredBy.join(', ')}</bdi> requires a second factor.
        </p>
      )}
      <TotpPanel totp={factors.totp} actions={actions} onAdded={added} />
      <PasskeysPanel passkeys={factors.passkeys} actions={actions} onAdded={added} />
      {hasFactor && (
        <RecoveryPanel left={factors.recoveryCodesLeft} make={actions.makeRecoveryCodes} onMade={setCodes} />
      )}
      <RecoveryCodesDialog codes={codes} onClose={kept} />
    </div>
  )
}
