import type { Metadata } from 'next'
import { SignInCard } from '@/components/sign-in/card'
import { SignInConfirm } from '@/components/sign-in/confirm'
import { ExpiredLink } from '@/components/sign-in/expired-link'
import { firstOf, type SearchParams } from '@/components/ui/search-params'
import type { Access } from '@/lib/core/access'
import { getResources } from '@/lib/http/resources'
import { findEmailToken } from '@/lib/services/auth/email/email-token'
import { signInByMailLinkAction } from '../actions'

export const access = 'everybody' satisfies Access
export const metadata: Metadata = { title: 'Sign in', referrer: 'no-referrer' }

export default async function MailLinkPage({ searchParams }: { searchParams: SearchParams }) {
  const token = firstOf((await searchParams).token)?.slice(0, 200) ?? ''
  const found = await findEmailToken(getResources(), { token, purposes: ['sign_in', 'sign_up'], now: new Date() })
  if (!found) return <ExpiredLink life="ten minutes" again={{ href: '/sign-in', label: 'Request a new one' }} />
  const isNew = found.purpose === 'sign_up'
  return (
    <SignInCard title={isNew ? 'Create your account' : 'Sign in to Lubdub'}>
      <p>
        {isNew ? 'This creates an account for ' : 'This signs you in as '}
        <strong>{found.email}</strong>, on this browser, for 30 days.
      </p>
      <SignInConfirm
        label={isNew ? 'Create the account' : 'Sign in'}
        confirm={signInByMailLinkAction.bind(null, token)}
      />
    </SignInCard>
  )
}
