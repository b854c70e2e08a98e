'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import type { ActionResult } from '@/components/forms/action-result'
import { CodeLine } from '@/components/ui/code'
import { LinkButton } from '@/components/ui/link-button'
import type { CreateChannelInput } from '@/lib/contract/channels'
import { ChannelForm } from './channel-form'
import classes from './channel-form.module.css'

interface Created {
  id: string
  secret: string | null
}

/** Creates a channel; a webhook's secret is shown first, because it is shown only once. */
export function NewChannel({ create }: { create: (input: CreateChannelInput) => Promise<ActionResult<Created>> }) {
  const router = useRouter()
  const [created, setCreated] = useState<Created | null>(null)
  if (created?.secret) {
    return (
      <div className={classes.form}>
        <p>
          This is the webhook’s signing secret. Give it to the receiver now, so that it can verify what it gets:{' '}
          <strong>it is not shown again</strong>.
        </p>
        <CodeLine text={created.secret} label="Copy the secret" />
        <div>
          <LinkButton href={`/channels/${created.id}`}>Saved it</LinkButton>
        </div>
      </div>
    )
  }
  return (
    <ChannelForm
      initial={{ kind: 'webhook', name: '', url: '', to: [] }}
      submitLabel="Create channel"
      save={create}
      onSaved={(saved) => {
        if (saved.secret === null) router.push(`/channels/${saved.id}`)
        else setCreated(saved)
      }}
    />
  )
}
