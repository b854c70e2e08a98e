'use client'

import { Button, TextInput } from '@mantine/core'
import { useState, useTransition } from 'react'
import type { ActionResult } from '@/components/forms/action-result'
import { useZone } from '@/components/time/clock'
import type { CreateWorkspaceInput } from '@/lib/contract/workspaces'
import classes from '../settings/settings-form.module.css'

/** Creates a workspace, in the viewer's zone, and opens it. */
export function NewWorkspace({ create }: { create: (input: CreateWorkspaceInput) => Promise<ActionResult<null>> }) {
  const timezone = useZone()
  const [name, setName] = useState('')
  const [error, setError] = useState<string | null>(null)
  const [isBusy, start] = useTransition()
  return (
    <form
      className={classes.line}
      onSubmit={(event) => {
        event.preventDefault()
        start(async () => {
          const result = await create({ name, timezone }).catch(() => null)
          if (result && !result.error) window.location.assign('/monitors')
          else setError(result?.error?.message ?? 'Lubdub did not answer. Try again.')
        })
      }}
    >
      <TextInput
        label="Name"
        description="Its monitors, channels, keys and people are separate from those of other workspaces."
        value={name}
        error={error}
        onChange={(event) => {
          setError(null)
          setName(event.currentTarget.value)
        }}
      />
      <div>
        <Button type="submit" loading={isBusy} variant="default">
          Create workspace
        </Button>
      </div>
    </form>
  )
}
