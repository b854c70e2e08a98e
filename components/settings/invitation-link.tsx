'use client'

import { Button } from '@mantine/core'
import { CodeLine } from '@/components/ui/code'
import type { SentInvitation } from '@/lib/contract/members'
import classes from './settings-form.module.css'

/** The link of an invitation that could not be mailed, shown only once. */
export function InvitationLink({ sent, onDone }: { sent: SentInvitation; onDone: () => void }) {
  const { invitation, link, problem } = sent
  return (
    <output className={classes.form} style={{ maxWidth: 720 }}>
      <p style={{ margin: 0 }}>
        {problem ? `The mail could not be sent: ${problem} ` : 'This Lubdub cannot send mail (SMTP_URL is not set). '}
        Give this link to {invitation.email} yourself: <strong>it is not shown again</strong>.
      </p>
      <CodeLine text={link ?? ''} label="Copy the link" />
      <div>
        <Button variant="default" size="compact-sm" onClick={onDone}>
          Saved it
        </Button>
      </div>
    </output>
  )
}
