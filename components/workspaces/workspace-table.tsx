'use client'

import { Button } from '@mantine/core'
import { useState } from 'react'
import type { ActionResult } from '@/components/forms/action-result'
import { ConfirmDialog } from '@/components/forms/confirm-dialog'
import { useAction } from '@/components/forms/use-action'
import { Time } from '@/components/time/time'
import { StatusMark } from '@/components/ui/status-mark'
import table from '@/components/ui/table.module.css'
import type { Role } from '@/lib/core/access'
import { useSwitch } from './use-switch'

interface Row {
  id: string
  name: string
  role: Role
  /** Null: it is not deleted. */
  deleteAfter: string | null
  isCurrent: boolean
}

interface Props {
  workspaces: readonly Row[]
  /** Leaves the current workspace. */
  leave: () => Promise<ActionResult<null>>
}

/** The workspaces of a person, with the role in each. */
export function WorkspaceTable({ workspaces, leave }: Props) {
  const { isBusy: isSwitching, switchTo } = useSwitch()
  const { isBusy, run } = useAction()
  const [isLeaving, setLeaving] = useState(false)
  const current = workspaces.find(({ isCurrent }) => isCurrent)
  return (
    <>
      <table className={`${table.table} ${table.stack}`}>
        <thead>
          <tr>
            <th scope="col">Workspace</th>
            <th scope="col">Your role</th>
            <th scope="col">State</th>
            <th scope="col">
              <span className="sr">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {workspaces.map((workspace) => (
            <WorkspaceRow
              key={workspace.id}
              workspace={workspace}
              isSwitching={isSwitching}
              onSwitch={() => switchTo(workspace.id)}
              onLeave={() => setLeaving(true)}
            />
          ))}
        </tbody>
      </table>
      <ConfirmDialog
        title="Leave this workspace"
        action="Leave"
        isEnd
        isOpen={isLeaving}
        isBusy={isBusy}
        onClose={() => setLeaving(false)}
        onConfirm={() => run(leave, { onDone: () => window.location.assign('/monitors') })}
      >
        <p>
          You will lose access to <bdi>{current?.name}</bdi>. To come back, you need a new invitation.
        </p>
      </ConfirmDialog>
    </>
  )
}

interface RowProps {
  workspace: Row
  isSwitching: boolean
  onSwitch: () => void
  onLeave: () => void
}

function WorkspaceRow({ workspace, isSwitching, onSwitch, onLeave }: RowProps) {
  const { name, role, deleteAfter, isCurrent } = workspace
  return (
    <tr className={table.row}>
      <td style={{ overflowWrap: 'anywhere' }}>
        <bdi>{name}</bdi>
      </td>
      <td>{role}</td>
      <td className={table.line}>
        {deleteAfter ? (
          <StatusMark state="late">
            data deleted at <Time at={deleteAfter} />
          </StatusMark>
        ) : isCurrent ? (
          'current'
        ) : (
          ''
        )}
      </td>
      <td className={table.right}>
        {isCurrent ? (
          <Button variant="default" size="compact-sm" onClick={onLeave} aria-label={`Leave ${name}`}>
            Leave
          </Button>
        ) : (
          <Button
            variant="default"
            size="compact-sm"
            loading={isSwitching}
            onClick={onSwitch}
            aria-label={`Switch to ${name}`}
          >
            Switch
          </Button>
        )}
      </td>
    </tr>
  )
}
