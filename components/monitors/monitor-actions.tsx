'use client'

import { Button } from '@mantine/core'
import { Pause, Pencil, Play, Trash2 } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import type { ActionResult } from '@/components/forms/action-result'
import { NameDialog } from '@/components/forms/name-dialog'
import { useAction } from '@/components/forms/use-action'
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
  const { isBusy, run } = useAction()
  if (!mayWrite) return null
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
      <NameDialog
        title="Delete this monitor"
        name={name}
        isOpen={isDeleting}
        isBusy={isBusy}
        onClose={() => setDeleting(false)}
        onConfirm={() => run(remove, { onDone: () => router.push('/monitors') })}
      >
        Its URL will answer 410, and its runs are no longer shown. This cannot be undone.
      </NameDialog>
    </>
  )
}
