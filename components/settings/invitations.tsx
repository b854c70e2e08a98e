'use client'

import { Button, Select, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { notifications } from '@mantine/notifications'
import { useState, useTransition } from 'react'
import type { ActionResult } from '@/components/forms/action-result'
import { withReauthentication } from '@/components/forms/with-reauthentication'
import type { CreateInvitationInput, InvitationView, SentInvitation } from '@/lib/contract/members'
import type { Role } from '@/lib/core/access'
import { InvitationLink } from './invitation-link'
import { InvitationTable } from './invitation-table'
import classes from './settings-form.module.css'

interface Props {
  invitations: readonly InvitationView[]
  role: Role
  /** The roles that this person may give. */
  roles: readonly Role[]
  invite: (input: CreateInvitationInput) => Promise<ActionResult<SentInvitation>>
  resend: (invitationId: string) => Promise<ActionResult<SentInvitation>>
  revoke: (invitationId: string) => Promise<ActionResult<null>>
}

/** Invites people, and shows open invitations. */
export function Invitations({ invitations, role, roles, invite, resend, revoke }: Props) {
  const form = useForm<{ email: string; role: Role }>({ initialValues: { email: '', role: 'member' } })
  const [sent, setSent] = useState<SentInvitation | null>(null)
  const [isBusy, start] = useTransition()
  const show = (one: SentInvitation) => {
    setSent(one)
    if (one.link === null)
      notifications.show({ color: 'gray', message: `Lubdub sends the mail to ${one.invitation.email}.` })
  }
  const submit = form.onSubmit((values) =>
    start(async () => {
      const result = await withReauthentication(() => invite(values)).catch(() => null)
      if (result?.ok) {
        form.reset()
        show(result.ok)
      } else form.setFieldError('email', result?.error?.message ?? 'Lubdub did not answer. Try again.')
    }),
  )
  return (
    <Stack gap={16}>
      <form className={classes.invite} onSubmit={submit} noValidate>
        <TextInput label="E-mail address" type="email" placeholder="dan@example.com" {...form.getInputProps('email')} />
        <Select label="Role" data={roles} allowDeselect={false} w={128} {...form.getInputProps('role')} />
        <Button type="submit" loading={isBusy}>
          Invite
        </Button>
      </form>
      {sent?.link && <InvitationLink sent={sent} onDone={() => setSent(null)} />}
      {invitations.length > 0 && (
        <InvitationTable invitations={invitations} role={role} resend={resend} revoke={revoke} onSent={show} />
      )}
    </Stack>
  )
}
