'use client'

import { Button, Select } from '@mantine/core'
import { useState } from 'react'
import type { ActionResult } from '@/components/forms/action-result'
import { ConfirmDialog } from '@/components/forms/confirm-dialog'
import { useAction } from '@/components/forms/use-action'
import { RelativeTime } from '@/components/time/time'
import table from '@/components/ui/table.module.css'
import type { MemberView } from '@/lib/contract/members'
import { canManage, grantableRoles, type Role } from '@/lib/core/access'

interface Props {
  members: readonly MemberView[]
  me: { id: string; role: Role }
  changeRole: (userId: string, role: Role) => Promise<ActionResult<null>>
  remove: (userId: string) => Promise<ActionResult<null>>
}

/** The members of the workspace, with role and last activity. */
export function MemberTable({ members, me, changeRole, remove }: Props) {
  const { isBusy, run } = useAction()
  const [leaving, setLeaving] = useState<MemberView | null>(null)
  return (
    <>
      <table className={`${table.table} ${table.stack}`}>
        <thead>
          <tr>
            <th scope="col">Person</th>
            <th scope="col">Role</th>
            <th scope="col">Last seen</th>
            <th scope="col">
              <span className="sr">Remove</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {members.map((member) => (
            <MemberRow
              key={member.userId}
              member={member}
              me={me}
              isBusy={isBusy}
              onRole={(to) => run(() => changeRole(member.userId, to), { done: `${member.name} is now ${to}.` })}
              onRemove={() => setLeaving(member)}
            />
          ))}
        </tbody>
      </table>
      <ConfirmDialog
        title="Remove a member"
        action="Remove"
        isEnd
        isOpen={leaving !== null}
        isBusy={isBusy}
        onClose={() => setLeaving(null)}
        onConfirm={() => leaving && run(() => remove(leaving.userId), { onDone: () => setLeaving(null) })}
      >
        <p>
          <bdi>{leaving?.name}</bdi> ({leaving?.email}) will lose access to this workspace at the next click. API keys
          that they created keep working. To come back, they need a new invitation.
        </p>
      </ConfirmDialog>
    </>
  )
}

interface RowProps {
  member: MemberView
  me: Props['me']
  isBusy: boolean
  onRole: (role: Role) => void
  onRemove: () => void
}

function MemberRow({ member, me, isBusy, onRole, onRemove }: RowProps) {
  const { userId, name, email, role, lastSeenAt } = member
  const isMine = canManage({ by: me.role, of: role })
  return (
    <tr className={table.row}>
      <td className={table.line} style={{ overflowWrap: 'anywhere' }}>
        <bdi>{name}</bdi> {userId === me.id && <span className="caption">you</span>}
        <div className="dim">{email}</div>
      </td>
      <td>
        {isMine ? (
          <Select
            aria-label={`Role of ${email}`}
            data={grantableRoles(me.role)}
            value={role}
            allowDeselect={false}
            disabled={isBusy}
            size="xs"
            w={112}
            onChange={(to) => to && to !== role && onRole(to as Role)}
          />
        ) : (
          role
        )}
      </td>
      <td>{lastSeenAt ? <RelativeTime at={lastSeenAt} /> : <span className="dim">not yet</span>}</td>
      <td className={table.right}>
        {isMine && userId !== me.id && (
          <Button variant="default" size="compact-sm" aria-label={`Remove ${email}`} onClick={onRemove}>
            Remove
          </Button>
        )}
      </td>
    </tr>
  )
}
