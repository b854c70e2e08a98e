'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import type { ActionResult } from '@/components/forms/action-result'
import { CodeLine } from '@/components/ui/code'
import { LinkButton } from '@/components/ui/link-button'
import type { KindForm } from '@/lib/services/channels/kind-forms'
import { ChannelForm } from './channel-form'
import classes from './channel-form.module.css'
import type { ChannelInput } from './channel-form-values'

interface Created {
  id: string
  secret: string | null
}

interface Props {
  kinds: readonly KindForm[]
  create: (input: ChannelInput) => Promise<ActionResult<Created>>
}

/** Creates a channel; its signing secret is shown first, because it is shown only once. */
export function NewChannel({ kinds, create }: Props) {
  const router = useRouter()
  const [created, setCreated] = useState<Created | null>(null)
  if (created?.secret) {
    return (
      <div className={classes.form}>
        <p>
          This is the channel’s signing secret. Give it to the receiver now, so that it can verify what it gets:{' '}
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
      kinds={kinds}
      submitLabel="Create channel"
      save={create}
      onSaved={(saved) => {
        if (saved.secret === null) router.push(`/channels/${saved.id}`)
        else setCreated(saved)
      }}
    />
  )
}
