'use client'

import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { Trash2 } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import type { ActionResult } from '@/components/forms/action-result'
import { NameDialog } from '@/components/forms/name-dialog'
import { useAction } from '@/components/forms/use-action'
import { usePerson } from '@/components/shell/person'
import { Panel } from '@/components/ui/panel'
import type { ChannelView, UpdateChannelInput } from '@/lib/contract/channels'
import type { KindForm } from '@/lib/services/channels/kind-forms'
import { ChannelForm } from './channel-form'

interface Props {
  /** The form of its kind. */
  kinds: readonly KindForm[]
  channel: ChannelView
  update: (patch: UpdateChannelInput) => Promise<ActionResult<null>>
  remove: () => Promise<ActionResult<null>>
}

/** A channel's name and target to change, and its deletion. */
export function EditChannel({ kinds, channel, update, remove }: Props) {
  const { mayWrite } = usePerson()
  const router = useRouter()
  const [isDeleting, setDeleting] = useState(false)
  const { isBusy, run } = useAction()
  if (!mayWrite) return null
  const { name } = channel
  return (
    <Panel
      title="Settings"
      aside={
        <Button
          size="xs"
          variant="default"
          leftSection={<Trash2 size={14} aria-hidden />}
          onClick={() => setDeleting(true)}
        >
          Delete
        </Button>
      }
    >
      <ChannelForm
        kinds={kinds}
        channel={channel}
        submitLabel="Save"
        save={(input) => update({ name: input.name, config: input.config })}
        onSaved={() => notifications.show({ color: 'gray', message: 'Saved.' })}
      />
      <NameDialog
        title="Delete this channel"
        name={name}
        isOpen={isDeleting}
        isBusy={isBusy}
        onClose={() => setDeleting(false)}
        onConfirm={() => run(remove, { onDone: () => router.push('/channels') })}
      >
        No monitor can send alerts to it any more. This cannot be undone.
      </NameDialog>
    </Panel>
  )
}
