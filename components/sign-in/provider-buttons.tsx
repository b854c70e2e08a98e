'use client'

import { Button } from '@mantine/core'
import { signIn } from 'next-auth/react'
import { useState } from 'react'
import classes from './card.module.css'

interface Props {
  providers: readonly { id: string; name: string }[]
  next: string | null
  verb?: string
}

/** Signs in with an account at another provider. */
export function ProviderButtons({ providers, next, verb = 'Sign in with' }: Props) {
  const [busy, setBusy] = useState<string | null>(null)
  return (
    <div className={classes.providers}>
      {providers.map(({ id, name }) => (
        <Button
          key={id}
          variant="default"
          size="md"
          loading={busy === id}
          onClick={() => {
            setBusy(id)
            void signIn(id, { callbackUrl: next ?? '/monitors' }).catch(() => setBusy(null))
          }}
        >
          {verb} {name}
        </Button>
      ))}
    </div>
  )
}
