'use client'

import { Button, TextInput } from '@mantine/core'
import { useState, useTransition } from 'react'
import type { ActionResult } from '@/components/forms/action-result'
import { Notice } from '@/components/ui/notice'

interface Props {
  email: string
  /** For a person without an account. */
  asksName?: boolean
  /** Returns where to go. */
  accept: (name: string) => Promise<ActionResult<string>>
}

/** Accepts the invitation only at a click: programs that scan mail open links too. */
export function AcceptForm({ email, asksName = false, accept }: Props) {
  const [name, setName] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const [isBusy, start] = useTransition()
  return (
    <form
      style={{ display: 'grid', gap: 16 }}
      onSubmit={(event) => {
        event.preventDefault()
        setProblem(null)
        start(async () => {
          const result = await accept(name).catch(() => null)
          if (result?.ok) window.location.assign(result.ok)
          else setProblem(result?.error?.message ?? 'Lubdub did not answer. Try again.')
        })
      }}
    >
      {problem && <Notice title="Not joined">{problem}</Notice>}
      {asksName && (
        <TextInput
          label="Your name"
          description={`An account is created for ${email}.`}
          autoComplete="name"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
      )}
      <Button type="submit" size="md" loading={isBusy}>
        Join
      </Button>
    </form>
  )
}
