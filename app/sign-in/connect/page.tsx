import type { Metadata } from 'next'
import { cookies } from 'next/headers'
import { redirect } from 'next/navigation'
import { SignInCard } from '@/components/sign-in/card'
import { SignInConfirm } from '@/components/sign-in/confirm'
import { LinkButton } from '@/components/ui/link-button'
import type { Access } from '@/lib/core/access'
import { cookieOf } from '@/lib/http/auth/auth-cookie'
import { providerName } from '@/lib/http/auth/oauth-providers'
import { getPersonContext } from '@/lib/http/auth/person-context'
import { decryptTicket } from '@/lib/services/auth/methods/connect-ticket'
import { connectAction } from './actions'

export const access = 'everybody' satisfies Access
export const metadata: Metadata = { title: 'Connect', referrer: 'no-referrer' }

export default async function ConnectPage() {
  const { person, keyring, baseUrl, now } = await getPersonContext()
  const ticket = decryptTicket(keyring, (await cookies()).get(cookieOf(baseUrl, 'connect').name)?.value, now)
  if (!ticket) redirect('/monitors')
  const name = providerName(ticket.provider)
  return (
    <SignInCard title={`Connect ${name}`}>
      <p>
        {ticket.email ? <strong>{ticket.email}</strong> : 'Your account'} at {name} will sign you in as{' '}
        <strong>{person.email}</strong> from now on.
      </p>
      <SignInConfirm label={`Connect ${name}`} problemTitle="Not connected" confirm={connectAction}>
        <LinkButton href={ticket.next ?? '/monitors'} variant="default" size="md">
          Not now
        </LinkButton>
      </SignInConfirm>
    </SignInCard>
  )
}
