'use client'

import { Button, Modal, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { Pause, Pencil, Play, Trash2 } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useState, useTransition } from 'react'
import type { ActionResult } from '@/components/forms/action-result'
import { usePerson } from '@/components/shell/person'
import { LinkButton } from '@/components/ui/link-button'

interface Props {
  id: string
  name: string
  isPaused: boolean
  pause: () => Promise<ActionResult<null>>
  resume: () => Promise<ActionResult<null>>
  remove: () => Promise<ActionResult<null>>
}

/** Pause or resume, edit, and delete, which asks for the name. */
export function MonitorActions({ id, name, isPaused, pause, resume, remove }: Props) {
  const { mayWrite } = usePerson()
  const router = useRouter()
  const [isDeleting, setDeleting] = useState(false)
  const [isBusy, start] = useTransition()
  if (!mayWrite) return null
  const run = (work: () => Promise<ActionResult<null>>, then?: () => void) =>
    start(async () => {
      const result = await work().catch(() => null)
      if (!result || result.error) {
        notifications.show({ color: 'red', message: result?.error?.message ?? 'Lubdub did not answer. Try again.' })
        return
      }
      then?.()
    })
  return (
    <>
      <Button
        variant="default"
        leftSection={isPaused ? <Play size={15} aria-hidden /> : <Pause size={15} aria-hidden />}
        loading={isBusy}
        onClick={() => run(isPaused ? resume : pause)}
      >
        {isPaused ? 'Resume' : 'Pause'}
      </Button>
      <LinkButton href={`/monitors/${id}/edit`} variant="default" leftSection={<Pencil size={15} aria-hidden />}>
        Edit
      </LinkButton>
      <Button variant="default" leftSection={<Trash2 size={15} aria-hidden />} onClick={() => setDeleting(true)}>
        Delete
      </Button>
      <DeleteDialog
        name={name}
        isOpen={isDeleting}
        isBusy={isBusy}
        onClose={() => setDeleting(false)}
        onConfirm={() => run(remove, () => router.push('/monitors'))}
      />
    </>
  )
}

interface DialogProps {
  name: string
  isOpen: boolean
  isBusy: boolean
  onClose: () => void
  onConfirm: () => void
}

function DeleteDialog({ name, isOpen, isBusy, onClose, onConfirm }: DialogProps) {
  const [typed, setTyped] = useState('')
  return (
    <Modal opened={isOpen} onClose={onClose} title="Delete this monitor">
      <form
        style={{ display: 'grid', gap: 16 }}
        onSubmit={(event) => {
          event.preventDefault()
          if (typed.trim() === name) onConfirm()
        }}
      >
        <p style={{ margin: 0 }}>
          Its URL will answer 410 from then on, and its runs are no longer shown. This cannot be undone.
        </p>
        <TextInput
          label={
            <>
              Type <code>{name}</code> to confirm
            </>
          }
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          data-autofocus
        />
        <Button type="submit" color="red" disabled={typed.trim() !== name} loading={isBusy}>
          Delete
        </Button>
      </form>
    </Modal>
  )
}
