'use client'

import { Button } from '@mantine/core'
import { signOut } from 'next-auth/react'

/** The way out of a page without the person's menu. */
export function SignOutButton({ email }: { email: string }) {
  return (
    <Button
      variant="subtle"
      color="gray"
      size="compact-sm"
      ml={-8}
      onClick={() => signOut({ callbackUrl: '/sign-in' })}
    >
      Sign out {email}
    </Button>
  )
}
