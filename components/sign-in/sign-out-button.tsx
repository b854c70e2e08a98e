'use client'

import { Button } from '@mantine/core'
import { signOut } from 'next-auth/react'

/** The way out of a page without the person's menu; comes back to where one may go on as somebody else. */
export function SignOutButton({ email, next = '/sign-in' }: { email?: string; next?: string }) {
  return (
    <Button variant="default" onClick={() => signOut({ callbackUrl: next })}>
      Sign out {email}
    </Button>
  )
}
