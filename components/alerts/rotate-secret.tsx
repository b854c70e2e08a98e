'use client'

import { Button } from '@mantine/core'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import type { ActionResult } from '@/components/forms/action-result'
import { ConfirmDialog } from '@/components/forms/confirm-dialog'
import dialog from '@/components/forms/dialog.module.css'
import { OverlapSelect } from '@/components/forms/overlap-select'
import { useAction } from '@/components/forms/use-action'
import { withReauthentication } from '@/components/forms/with-reauthentication'
import { usePerson } from '@/components/shell/person'
import { Time } from '@/components/time/time'
import { CodeLine } from '@/components/ui/code'
import { Panel } from '@/components/ui/panel'

interface Props {
  /** Until when two secrets sign. Null: only one does. */
  oldSecretUntil: string | null
  rotate: (overlapSeconds: number) => Promise<ActionResult<string>>
}

/** A channel's signing secret: never shown, only replaced by a new one, which is shown once. */
export function RotateSecret({ oldSecretUntil, rotate }: Props) {
  const { mayWrite } = usePerson()
  const router = useRouter()
  const [isAsking, setAsking] = useState(false)
  const [overlap, setOverlap] = useState(86_400)
  const [secret, setSecret] = useState<string | null>(null)
  const { isBusy, run } = useAction()
  if (!mayWrite) return null
  const doRotate = async () => {
    const result = await withReauthentication(() => rotate(overlap))
    if (result.error) return { error: result.error }
    setSecret(result.ok)
    return { ok: null }
  }
  const close = () => {
    setAsking(false)
    if (secret) router.refresh()
    setSecret(null)
  }
  return (
    <Panel
      title="Signing secret"
      aside={
        <Button size="xs" variant="default" onClick={() => setAsking(true)}>
          New secret
        </Button>
      }
    >
      <p className="dim">
        Every message is signed with it, so that the receiver can detect forged messages. It was shown once.{' '}
        {oldSecretUntil && (
          <>
            The previous one signs as well, until <Time at={oldSecretUntil} />.
          </>
        )}
      </p>
      <ConfirmDialog
        title="New signing secret"
        isOpen={isAsking}
        isBusy={isBusy}
        onClose={close}
        onConfirm={() => run(doRotate)}
        action="Create the new secret"
        told={secret && <SecretOnce secret={secret} onDone={close} />}
      >
        <p>While both sign, a receiver that knows one of them accepts the message.</p>
        <OverlapSelect label="The old one still signs" value={overlap} onChange={setOverlap} />
      </ConfirmDialog>
    </Panel>
  )
}

function SecretOnce({ secret, onDone }: { secret: string; onDone: () => void }) {
  return (
    <div className={dialog.dialog}>
      <p>
        Give it to the receiver now: <strong>it is not shown again</strong>.
      </p>
      <CodeLine text={secret} label="Copy the secret" />
      <div>
        <Button onClick={onDone}>Saved it</Button>
      </div>
    </div>
  )
}
