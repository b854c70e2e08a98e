'use client'

import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import type { ActionResult } from '@/components/forms/action-result'
import { Notice } from '@/components/ui/notice'
import { useEnter } from './use-enter'

interface Props {
  label?: string
  problemTitle?: string
  /** Uses up the link; returns where to go. */
  confirm: () => Promise<ActionResult<string>>
  children?: ReactNode
}

/** Uses up a link only at a click: programs that scan mail open links too. */
export function SignInConfirm({ label = 'Sign in', problemTitle = 'Not signed in', confirm, children }: Props) {
  const { isBusy, problem, enter } = useEnter()
  return (
    <>
      {problem && <Notice title={problemTitle}>{problem.message}</Notice>}
      <Button onClick={() => enter(confirm)} loading={isBusy} size="md">
        {label}
      </Button>
      {children}
    </>
  )
}
