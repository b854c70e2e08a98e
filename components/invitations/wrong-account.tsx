import { SignOutButton } from '@/components/sign-in/sign-out-button'

/** For a person who opens another person's invitation. */
export function WrongAccount({ email, signedInAs, here }: { email: string; signedInAs: string; here: string }) {
  return (
    <>
      <p style={{ overflowWrap: 'anywhere' }}>
        You are signed in as <strong>{signedInAs}</strong>. This invitation is for {email} only: sign out, and open it
        as that person.
      </p>
      <SignOutButton next={here} />
    </>
  )
}
