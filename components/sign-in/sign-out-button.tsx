'use client'

import { Button } from '@mantine/core'
import { signOut } from 'next-auth/react'

/** Ends the session, and comes back to where one may go on as somebody else. */
export function SignOutButton({ next = '/sign-in' }: { next?: string }) {
  return (
    <Button variant="default" onClick={() => signOut({ callbackUrl: next })}>
      Sign out
    </Button>
  )
}
