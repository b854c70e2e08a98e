import type { Metadata } from 'next'
import { AcceptForm } from '@/components/invitations/accept-form'
import { InvitationOffer } from '@/components/invitations/invitation-offer'
import { SignInCard } from '@/components/sign-in/card'
import { SignOutButton } from '@/components/sign-in/sign-out-button'
import { LinkButton } from '@/components/ui/link-button'
import type { Access } from '@/lib/core/access'
import { findPersonContext } from '@/lib/http/auth/person-context'
import { getResources } from '@/lib/http/resources'
import { previewInvitation } from '@/lib/services/auth/methods/preview-invitation'
import { acceptInvitationAction, joinByInvitationAction } from './actions'

export const access = 'everybody' satisfies Access
export const metadata: Metadata = { title: 'Invitation', referrer: 'no-referrer' }

export default async function InvitationPage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params
  const offer = await previewInvitation(getResources(), { token, now: new Date() })
  if (!offer) {
    return (
      <SignInCard title="This invitation is not valid">
        <p>
          It was used or revoked, is older than seven days, or the link is not complete. Ask the person who invited you
          to send it again.
        </p>
        <LinkButton href="/monitors" variant="default">
          Open Lubdub
        </LinkButton>
      </SignInCard>
    )
  }
  const person = (await findPersonContext())?.person ?? null
  const here = `/invitations/${token}`
  return (
    <SignInCard title="You are invited">
      <InvitationOffer {...offer} expiresAt={offer.expiresAt.toISOString()} />
      {person === null && !offer.hasAccount && (
        <AcceptForm email={offer.email} asksName accept={joinByInvitationAction.bind(null, token)} />
      )}
      {person === null && offer.hasAccount && (
        <LinkButton href={`/sign-in?next=${encodeURIComponent(here)}`} size="md">
          Sign in as {offer.email}
        </LinkButton>
      )}
      {person !== null && person.email.toLowerCase() === offer.email && (
        <AcceptForm email={offer.email} accept={acceptInvitationAction.bind(null, token)} />
      )}
      {person !== null && person.email.toLowerCase() !== offer.email && (
        <>
          <p style={{ overflowWrap: 'anywhere' }}>
            You are signed in as <strong>{person.email}</strong>. This invitation is for {offer.email} only: sign out,
            and open it as that person.
          </p>
          <SignOutButton next={here} />
        </>
      )}
    </SignInCard>
  )
}
