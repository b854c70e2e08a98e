'use client'

import { Button } from '@mantine/core'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import type { ActionResult } from '@/components/forms/action-result'
import { ConfirmDialog } from '@/components/forms/confirm-dialog'
import { OverlapSelect } from '@/components/forms/overlap-select'
import { useAction } from '@/components/forms/use-action'
import type { ApiKeyView, CreatedApiKeyView } from '@/lib/contract/api-keys'
import classes from './api-key-table.module.css'
import { TokenOnce } from './token-once'

interface Props {
  apiKey: Pick<ApiKeyView, 'name' | 'prefix' | 'state'>
  baseUrl: string
  rotate: (overlapSeconds: number) => Promise<ActionResult<CreatedApiKeyView>>
  revoke: () => Promise<ActionResult<null>>
}

/** Replaces a key by a new one, or revokes it. */
export function ApiKeyActions({ apiKey, baseUrl, rotate, revoke }: Props) {
  const { name, prefix, state } = apiKey
  const [isRotating, setRotating] = useState(false)
  const [isRevoking, setRevoking] = useState(false)
  const [overlap, setOverlap] = useState(86_400)
  const [made, setMade] = useState<CreatedApiKeyView | null>(null)
  const { isBusy, run } = useAction()
  const router = useRouter()
  const close = () => {
    setRotating(false)
    if (made) router.refresh()
    setMade(null)
  }
  const doRotate = async () => {
    const result = await rotate(overlap)
    if (result.error) return { error: result.error }
    setMade(result.ok)
    return { ok: null }
  }
  return (
    <div className={classes.actions}>
      {state === 'active' && (
        <Button size="xs" variant="default" aria-label={`Replace ${name}`} onClick={() => setRotating(true)}>
          Replace
        </Button>
      )}
      <Button size="xs" variant="default" aria-label={`Revoke ${name} ${prefix}`} onClick={() => setRevoking(true)}>
        Revoke
      </Button>
      <ConfirmDialog
        title={`Replace ${name}`}
        isOpen={isRotating}
        isBusy={isBusy}
        onClose={close}
        onConfirm={() => run(doRotate)}
        action="Create the new key"
        told={made && <TokenOnce made={made} baseUrl={baseUrl} onDone={close} />}
      >
        <p>A new key with the same name and rights replaces it.</p>
        <OverlapSelect label="The old one still works" value={overlap} onChange={setOverlap} />
      </ConfirmDialog>
      <ConfirmDialog
        title={`Revoke ${name}`}
        isOpen={isRevoking}
        isBusy={isBusy}
        onClose={() => setRevoking(false)}
        onConfirm={() => run(revoke, { done: 'Revoked.', onDone: () => setRevoking(false) })}
        action="Revoke"
        isEnd
      >
        <p>
          The next call with <code>{prefix}…</code> is refused. This cannot be undone.
        </p>
      </ConfirmDialog>
    </div>
  )
}
