'use client'

import { ActionIcon, Menu } from '@mantine/core'
import { Ban, Ellipsis, Play, RefreshCw, Trash2 } from 'lucide-react'
import { useState } from 'react'
import type { ActionResult } from '@/components/forms/action-result'
import { ConfirmDialog } from '@/components/forms/confirm-dialog'
import { OverlapSelect } from '@/components/forms/overlap-select'
import { useAction } from '@/components/forms/use-action'
import type { HeartbeatKeyView } from '@/lib/contract/heartbeat-keys'
import { nameOf } from './key-labels'

/** The actions on a heartbeat key, by its id. */
export interface KeyDoers {
  rotate: (keyId: string, overlapSeconds: number) => Promise<ActionResult<null>>
  disable: (keyId: string) => Promise<ActionResult<null>>
  enable: (keyId: string) => Promise<ActionResult<null>>
  remove: (keyId: string) => Promise<ActionResult<null>>
}

type Asked = 'rotate' | 'disable' | 'remove'

/** Replace, disable, enable, delete: the actions that the state of the key allows. */
export function KeyActions({ heartbeatKey, doers }: { heartbeatKey: HeartbeatKeyView; doers: KeyDoers }) {
  const { id } = heartbeatKey
  const [asked, setAsked] = useState<Asked | null>(null)
  const [overlap, setOverlap] = useState(86_400)
  const { isBusy, run } = useAction()
  const name = nameOf(heartbeatKey)
  const close = () => setAsked(null)
  const dialog = (which: Asked) => ({ isOpen: asked === which, isBusy, onClose: close })
  return (
    <>
      <KeyMenu
        heartbeatKey={heartbeatKey}
        ask={setAsked}
        enable={() => run(() => doers.enable(id), { done: 'It works again.' })}
      />
      <ConfirmDialog
        {...dialog('rotate')}
        title={`Replace ${name}`}
        onConfirm={() => run(() => doers.rotate(id, overlap), { onDone: close })}
        action="Create the new key"
      >
        <p>A new URL replaces it. While both work, you see here whether the old one is still used.</p>
        <OverlapSelect label="The old one still works" value={overlap} onChange={setOverlap} />
      </ConfirmDialog>
      <ConfirmDialog
        {...dialog('disable')}
        title={`Disable ${name}`}
        onConfirm={() => run(() => doers.disable(id), { onDone: close })}
        action="Disable"
        isEnd
      >
        <p>Its calls are answered like those of an unknown key, and do not count. You can enable it again.</p>
      </ConfirmDialog>
      <ConfirmDialog
        {...dialog('remove')}
        title={`Delete ${name}`}
        onConfirm={() => run(() => doers.remove(id), { onDone: close })}
        action="Delete"
        isEnd
      >
        <p>Its calls are answered like those of an unknown key. This cannot be undone.</p>
      </ConfirmDialog>
    </>
  )
}

interface MenuProps {
  heartbeatKey: HeartbeatKeyView
  ask: (which: Asked) => void
  enable: () => void
}

function KeyMenu({ heartbeatKey, ask, enable }: MenuProps) {
  const { signal, disabledAt, retiresAt } = heartbeatKey
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={`Actions for ${nameOf(heartbeatKey)}`}>
          <Ellipsis size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {!retiresAt && !disabledAt && (
          <Menu.Item leftSection={<RefreshCw size={14} aria-hidden />} onClick={() => ask('rotate')}>
            Replace
          </Menu.Item>
        )}
        {disabledAt ? (
          <Menu.Item leftSection={<Play size={14} aria-hidden />} onClick={enable}>
            Enable
          </Menu.Item>
        ) : (
          <Menu.Item leftSection={<Ban size={14} aria-hidden />} onClick={() => ask('disable')}>
            Disable
          </Menu.Item>
        )}
        {(signal !== null || retiresAt) && (
          <Menu.Item leftSection={<Trash2 size={14} aria-hidden />} onClick={() => ask('remove')}>
            Delete
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}
