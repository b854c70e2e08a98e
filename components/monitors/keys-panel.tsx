'use client'

import { Button, Select, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { Plus } from 'lucide-react'
import { useState, useTransition } from 'react'
import type { ActionResult } from '@/components/forms/action-result'
import { usePerson } from '@/components/shell/person'
import { CodeLine } from '@/components/ui/code'
import { Panel } from '@/components/ui/panel'
import type { CreateHeartbeatKeyInput, HeartbeatKeyView } from '@/lib/contract/heartbeat-keys'
import classes from './keys-panel.module.css'

interface Props {
  keys: readonly HeartbeatKeyView[]
  create: (input: CreateHeartbeatKeyInput) => Promise<ActionResult<null>>
}

/** Purpose keys: URLs that mean one signal, and perhaps one step, without saying so. */
export function KeysPanel({ keys, create }: Props) {
  const { mayWrite } = usePerson()
  const [isAdding, setAdding] = useState(false)
  const purpose = keys.filter(({ signal }) => signal !== null)
  return (
    <Panel
      title="Purpose keys"
      note="a URL of its own for one signal, such as START_KEY or FAILURE_KEY"
      aside={
        mayWrite &&
        !isAdding && (
          <Button
            size="xs"
            variant="default"
            leftSection={<Plus size={14} aria-hidden />}
            onClick={() => setAdding(true)}
          >
            Add a key
          </Button>
        )
      }
    >
      {purpose.length > 0 && (
        <ul className={classes.keys}>
          {purpose.map((key) => (
            <li key={key.id}>
              <span>
                {key.label}
                <span className="caption">
                  {' '}
                  means {key.signal}
                  {key.step && (
                    <>
                      {' '}
                      of <code>{key.step}</code>
                    </>
                  )}
                </span>
              </span>
              <CodeLine text={key.url} label={`Copy the URL of ${key.label}`} />
            </li>
          ))}
        </ul>
      )}
      {isAdding && <KeyForm create={create} onDone={() => setAdding(false)} />}
    </Panel>
  )
}

const SIGNALS = ['start', 'progress', 'success', 'fail', 'log']

function KeyForm({ create, onDone }: Pick<Props, 'create'> & { onDone: () => void }) {
  const form = useForm({ initialValues: { label: '', signal: 'start', step: '' } })
  const [isSaving, start] = useTransition()
  const submit = form.onSubmit(({ label, signal, step }) =>
    start(async () => {
      const input = { label, signal: signal as CreateHeartbeatKeyInput['signal'], step: step.trim() || null }
      const result = await create(input).catch(() => null)
      if (result && !result.error) return onDone()
      const error = result?.error ?? { message: 'Lubdub did not answer. Try again.', field: null }
      form.setFieldError(error.field ?? 'label', error.message)
    }),
  )
  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      <TextInput label="Label" placeholder="START_KEY" data-autofocus {...form.getInputProps('label')} />
      <Select label="Means" data={SIGNALS} allowDeselect={false} {...form.getInputProps('signal')} />
      <TextInput label="Step" placeholder="of the run itself" {...form.getInputProps('step')} />
      <div className={classes.end}>
        <Button type="submit" variant="default" loading={isSaving}>
          Add
        </Button>
        <Button variant="subtle" color="gray" onClick={onDone}>
          Cancel
        </Button>
      </div>
    </form>
  )
}
