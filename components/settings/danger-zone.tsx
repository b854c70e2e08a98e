'use client'

import { Button, Modal, Select } from '@mantine/core'
import { useState } from 'react'
import type { ActionResult } from '@/components/forms/action-result'
import { NameDialog } from '@/components/forms/name-dialog'
import { useAction } from '@/components/forms/use-action'
import type { MemberView } from '@/lib/contract/members'
import type { WorkspaceView } from '@/lib/contract/workspaces'
import classes from './settings-form.module.css'

interface Props {
  workspace: WorkspaceView
  /** Members who could become the owner. */
  heirs: readonly MemberView[]
  transfer: (userId: string) => Promise<ActionResult<null>>
  remove: (name: string) => Promise<ActionResult<null>>
}

/** Actions for owners only: transfer or delete the workspace. */
export function DangerZone({ workspace, heirs, transfer, remove }: Props) {
  const { isBusy, run } = useAction()
  const [open, setOpen] = useState<'transfer' | 'delete' | null>(null)
  const close = () => setOpen(null)
  return (
    <div className={classes.danger}>
      <div>
        <p>
          <strong>Transfer this workspace</strong>
          <span className="dim">Another member becomes its owner; you stay as an admin.</span>
        </p>
        <Button variant="default" disabled={heirs.length === 0} onClick={() => setOpen('transfer')}>
          Transfer
        </Button>
      </div>
      <div>
        <p>
          <strong>Delete this workspace</strong>
          <span className="dim">
            Its beats are still taken for seven days, but no alerts are sent. An owner can undo it until then.
          </span>
        </p>
        <Button
          variant="default"
          disabled={workspace.deleteAfter !== null}
          onClick={() => setOpen('delete')}
          aria-label="Delete this workspace"
        >
          {workspace.deleteAfter === null ? 'Delete' : 'Being deleted'}
        </Button>
      </div>
      <TransferDialog
        heirs={heirs}
        isOpen={open === 'transfer'}
        isBusy={isBusy}
        onClose={close}
        onConfirm={(heir) => run(() => transfer(heir), { done: 'The workspace was transferred.', onDone: close })}
      />
      <NameDialog
        title="Delete this workspace"
        name={workspace.name}
        isOpen={open === 'delete'}
        isBusy={isBusy}
        onClose={close}
        onConfirm={() => run(() => remove(workspace.name), { onDone: close })}
      >
        From now on no alerts are sent when a job fails. In seven days its monitors, runs, channels, keys and its audit
        log are deleted. Until then an owner can undo this.
      </NameDialog>
    </div>
  )
}

interface TransferProps {
  heirs: readonly MemberView[]
  isOpen: boolean
  isBusy: boolean
  onClose: () => void
  onConfirm: (userId: string) => void
}

function TransferDialog({ heirs, isOpen, isBusy, onClose, onConfirm }: TransferProps) {
  const [heir, setHeir] = useState<string | null>(null)
  return (
    <Modal opened={isOpen} onClose={onClose} title="Transfer the workspace">
      <div style={{ display: 'grid', gap: 16 }}>
        <Select
          label="New owner"
          placeholder="Choose a member"
          searchable
          data={heirs.map(({ userId, name, email }) => ({ value: userId, label: `${name} (${email})` }))}
          value={heir}
          onChange={setHeir}
        />
        <Button disabled={heir === null} loading={isBusy} onClick={() => heir && onConfirm(heir)}>
          Transfer
        </Button>
      </div>
    </Modal>
  )
}
