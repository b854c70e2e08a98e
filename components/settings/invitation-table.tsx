'use client'

import { Button, Group } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useTransition } from 'react'
import type { ActionResult } from '@/components/forms/action-result'
import { useAction } from '@/components/forms/use-action'
import { withReauthentication } from '@/components/forms/with-reauthentication'
import { RelativeTime } from '@/components/time/time'
import table from '@/components/ui/table.module.css'
import type { InvitationView, SentInvitation } from '@/lib/contract/members'
import { canGrant, type Role } from '@/lib/core/access'

interface Props {
  invitations: readonly InvitationView[]
  role: Role
  resend: (invitationId: string) => Promise<ActionResult<SentInvitation>>
  revoke: (invitationId: string) => Promise<ActionResult<null>>
  onSent: (sent: SentInvitation) => void
}

/** Open invitations. */
export function InvitationTable({ invitations, role: mine, resend, revoke, onSent }: Props) {
  const { isBusy, run } = useAction()
  const [isSending, start] = useTransition()
  const again = (id: string) =>
    start(async () => {
      const result = await withReauthentication(() => resend(id)).catch(() => null)
      if (result?.ok) return onSent(result.ok)
      const message = result?.error?.message ?? 'Lubdub did not answer. Try again.'
      notifications.show({ color: 'red', message, role: 'alert' })
    })
  return (
    <table className={`${table.table} ${table.stack}`}>
      <thead>
        <tr>
          <th scope="col">Invited</th>
          <th scope="col">As</th>
          <th scope="col">By</th>
          <th scope="col">Works until</th>
          <th scope="col">
            <span className="sr">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {invitations.map(({ id, email, role, invitedBy, expiresAt, isExpired, mailedAt }) => (
          <tr key={id} className={table.row}>
            <td className={table.line} style={{ overflowWrap: 'anywhere' }}>
              {email} {mailedAt === null && <span className="caption">by a link from you</span>}
            </td>
            <td>{role}</td>
            <td className={table.line} style={{ overflowWrap: 'break-word' }}>
              {invitedBy}
            </td>
            <td>
              {isExpired ? <span className="dim">expired, </span> : null}
              <RelativeTime at={expiresAt} />
            </td>
            <td className={table.right}>
              {canGrant({ by: mine, role }) && (
                <Actions
                  email={email}
                  isSending={isSending}
                  isRevoking={isBusy}
                  resend={() => again(id)}
                  revoke={() => run(() => revoke(id), { done: `The invitation of ${email} was revoked.` })}
                />
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

interface ActionsProps {
  email: string
  isSending: boolean
  isRevoking: boolean
  resend: () => void
  revoke: () => void
}

function Actions({ email, isSending, isRevoking, resend, revoke }: ActionsProps) {
  return (
    <Group gap={8} justify="flex-end" wrap="nowrap">
      <Button
        variant="default"
        size="compact-sm"
        loading={isSending}
        aria-label={`Send the invitation of ${email} again`}
        onClick={resend}
      >
        Send again
      </Button>
      <Button
        variant="default"
        size="compact-sm"
        loading={isRevoking}
        aria-label={`Revoke the invitation of ${email}`}
        onClick={revoke}
      >
        Revoke
      </Button>
    </Group>
  )
}
