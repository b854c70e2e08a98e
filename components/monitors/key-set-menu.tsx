'use client'

import { Button, Menu } from '@mantine/core'
import { useState, useTransition } from 'react'
import type { ActionResult } from '@/components/forms/action-result'
import { Notice } from '@/components/ui/notice'
import type { CreateHeartbeatKeyInput } from '@/lib/contract/heartbeat-keys'
import { type KeySet, keySets } from './key-sets'

interface Props {
  steps: readonly string[]
  create: (input: CreateHeartbeatKeyInput) => Promise<ActionResult<null>>
}

/** Creates a set of purpose keys at once. */
export function KeySetMenu({ steps, create }: Props) {
  const [problem, setProblem] = useState<string | null>(null)
  const [isSaving, start] = useTransition()
  const makeAll = ({ keys }: KeySet) =>
    start(async () => {
      setProblem(null)
      for (const key of keys) {
        const result = await create(key).catch(() => null)
        if (result && !result.error) continue
        setProblem(result?.error?.message ?? 'Lubdub did not answer. Check which keys were created, and try again.')
        return
      }
    })
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button size="xs" variant="default" loading={isSaving}>
            Add a set
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {keySets(steps).map((set) => (
            <Menu.Item key={set.name} onClick={() => makeAll(set)}>
              {set.name}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {problem && <Notice title="Not all keys were created">{problem}</Notice>}
    </>
  )
}
