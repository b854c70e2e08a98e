'use client'

import { Button } from '@mantine/core'
import { signOut } from 'next-auth/react'

/** Sign-out on a page without the person's menu; returns to the page, where another person can sign in. */
export function SignOutButton({ email, next = '/sign-in' }: { email?: string; next?: string }) {
  return (
    <Button variant="default" onClick={() => signOut({ callbackUrl: next })}>
      Sign out {email}
    </Button>
  )
}
