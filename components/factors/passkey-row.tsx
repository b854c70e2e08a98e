'use client'

import { Button, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useAction } from '@/components/forms/use-action'
import { RelativeTime, Time } from '@/components/time/time'
import type { PasskeyView } from '@/lib/contract/factors'
import type { FactorActions } from './factor-actions'
import classes from './factors.module.css'

interface Props {
  passkey: PasskeyView
  rename: FactorActions['renamePasskey']
  remove: FactorActions['removePasskey']
}

/** One passkey: its name, its use, and its actions. */
export function PasskeyRow({ passkey, rename, remove }: Props) {
  const { id, name, createdAt, lastUsedAt, backedUp } = passkey
  const [isNaming, setIsNaming] = useState(false)
  const { isBusy, run } = useAction()
  const save = (typed: string) => run(() => rename(id, typed), { onDone: () => setIsNaming(false) })
  if (isNaming) {
    return (
      <li>
        <RenameForm name={name} isBusy={isBusy} save={save} cancel={() => setIsNaming(false)} />
      </li>
    )
  }
  return (
    <li>
      <span className={classes.name}>
        <bdi>{name}</bdi>
        <span className="caption">
          added <Time at={createdAt} />
          {lastUsedAt ? (
            <>
              , used <RelativeTime at={lastUsedAt} />
            </>
          ) : (
            ', not used yet'
          )}
          {backedUp ? ', also on your other devices' : ', on this device only'}
        </span>
      </span>
      <span className={classes.buttons}>
        <Button size="compact-sm" variant="default" onClick={() => setIsNaming(true)}>
          Rename <span className="sr">{name}</span>
        </Button>
        <Button
          size="compact-sm"
          variant="default"
          loading={isBusy}
          onClick={() => run(() => remove(id), { done: `${name} was removed.` })}
        >
          Remove <span className="sr">{name}</span>
        </Button>
      </span>
    </li>
  )
}

interface RenameProps {
  name: string
  isBusy: boolean
  save: (typed: string) => void
  cancel: () => void
}

function RenameForm({ name, isBusy, save, cancel }: RenameProps) {
  const [typed, setTyped] = useState(name)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save(typed)
  }
  return (
    <form className={classes.row} onSubmit={submit}>
      <TextInput
        label={`New name of ${name}`}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        maxLength={60}
        data-autofocus
      />
      <Button type="submit" variant="default" loading={isBusy}>
        Save
      </Button>
      <Button variant="subtle" color="gray" onClick={cancel}>
        Cancel
      </Button>
    </form>
  )
}
