'use client'

import { Button, Group } from '@mantine/core'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import type { ActionResult } from '@/components/forms/action-result'
import { usePerson } from '@/components/shell/person'
import { CodeLine } from '@/components/ui/code'
import { Panel } from '@/components/ui/panel'
import type { CreateHeartbeatKeyInput, HeartbeatKeyView } from '@/lib/contract/heartbeat-keys'
import { KeyActions, type KeyDoers } from './key-actions'
import { KeyForm } from './key-form'
import { nameOf } from './key-labels'
import { KeySetMenu } from './key-set-menu'
import { KeyUse } from './key-use'
import classes from './keys-panel.module.css'

interface Props {
  keys: readonly HeartbeatKeyView[]
  steps: readonly string[]
  create: (input: CreateHeartbeatKeyInput) => Promise<ActionResult<null>>
  doers: KeyDoers
}

/** The heartbeat URLs of a monitor: the main one, and those with a fixed signal. */
export function KeysPanel({ keys, steps, create, doers }: Props) {
  const { mayWrite } = usePerson()
  const [isAdding, setAdding] = useState(false)
  return (
    <Panel
      title="Heartbeat keys"
      note="a purpose key is a separate URL for one signal, such as START_KEY or FAILURE_KEY"
      aside={
        mayWrite &&
        !isAdding && (
          <Group gap={8}>
            <KeySetMenu steps={steps} create={create} />
            <Button
              size="xs"
              variant="default"
              leftSection={<Plus size={14} aria-hidden />}
              onClick={() => setAdding(true)}
            >
              Add a key
            </Button>
          </Group>
        )
      }
    >
      <ul className={classes.keys}>
        {keys.map((key) => (
          <li key={key.id} className={key.disabledAt || key.retiresAt ? classes.fading : undefined}>
            <div className={classes.head}>
              <span>
                {key.retiresAt ? `old ${key.label}` : key.label} <Meaning of={key} />
              </span>
              {mayWrite && <KeyActions heartbeatKey={key} doers={doers} />}
            </div>
            <CodeLine text={key.url} label={`Copy the URL of ${nameOf(key)}`} />
            <KeyUse heartbeatKey={key} />
          </li>
        ))}
      </ul>
      {isAdding && <KeyForm create={create} onDone={() => setAdding(false)} />}
    </Panel>
  )
}

function Meaning({ of: { signal, step } }: { of: HeartbeatKeyView }) {
  if (signal === null) return null
  return (
    <span className="caption">
      means {signal}
      {step && (
        <>
          {' '}
          of <code>{step}</code>
        </>
      )}
    </span>
  )
}
