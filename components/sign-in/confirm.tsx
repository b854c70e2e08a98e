'use client'

import { Button } from '@mantine/core'
import { signIn } from 'next-auth/react'
import { useState } from 'react'
import { Notice } from '@/components/ui/notice'

const USED = 'This link was used before or is older than a day. Each link works once; make a new one with npm run link.'
const AWAY = 'Lubdub did not answer. Your link is still good: try again in a moment.'

/** Uses up the link only when a person says so: programs that look at mail open links too. */
export function SignInConfirm({ token }: { token: string }) {
  const [isBusy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const enter = async () => {
    setBusy(true)
    setProblem(null)
    const result = await signIn('link', { token, redirect: false }).catch(() => null)
    if (result?.ok) {
      window.location.assign('/monitors')
      return
    }
    setBusy(false)
    setProblem(result?.status === 401 ? USED : AWAY)
  }
  return (
    <>
      {problem && <Notice title="Not signed in">{problem}</Notice>}
      <Button onClick={enter} loading={isBusy} size="md">
        Sign in
      </Button>
    </>
  )
}
