'use client'

import { Button } from '@mantine/core'
import { Send } from 'lucide-react'
import { useRouter } from 'next/navigation'
import type { ActionResult } from '@/components/forms/action-result'
import { useAction } from '@/components/forms/use-action'
import { usePerson } from '@/components/shell/person'

interface Props {
  name: string
  test: () => Promise<ActionResult<null>>
  primary?: boolean
}

/** Sends a test to a channel; its delivery is in the log. */
export function TestButton({ name, test, primary = false }: Props) {
  const { mayWrite } = usePerson()
  const { isBusy, run } = useAction()
  const router = useRouter()
  if (!mayWrite) return null
  return (
    <Button
      size={primary ? 'sm' : 'xs'}
      variant={primary ? 'filled' : 'default'}
      leftSection={<Send size={14} aria-hidden />}
      loading={isBusy}
      aria-label={`Send a test to ${name}`}
      onClick={() =>
        run(test, {
          done: 'A test is being sent; its delivery is in the log.',
          // The sender sends it within a second or so.
          onDone: () => setTimeout(() => router.refresh(), 1500),
        })
      }
    >
      Send a test
    </Button>
  )
}
