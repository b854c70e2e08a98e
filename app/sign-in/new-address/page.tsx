import type { Metadata } from 'next'
import { SignInCard } from '@/components/sign-in/card'
import { SignInConfirm } from '@/components/sign-in/confirm'
import { ExpiredLink } from '@/components/sign-in/expired-link'
import { firstOf, type SearchParams } from '@/components/ui/search-params'
import type { Access } from '@/lib/core/access'
import { getResources } from '@/lib/http/resources'
import { findEmailToken } from '@/lib/services/auth/email/email-token'
import { confirmEmailAction } from './actions'

export const access = 'everybody' satisfies Access
export const metadata: Metadata = { title: 'Confirm your new address', referrer: 'no-referrer' }

export default async function NewAddressPage({ searchParams }: { searchParams: SearchParams }) {
  const token = firstOf((await searchParams).token)?.slice(0, 200) ?? ''
  const found = await findEmailToken(getResources(), { token, purposes: ['change_email'], now: new Date() })
  if (!found) return <ExpiredLink life="an hour" again={{ href: '/settings/profile', label: 'Open your profile' }} />
  return (
    <SignInCard title="Confirm your new address">
      <p>
        From now on you sign in with <strong>{found.email}</strong>, and get your mails there. Your other sessions end.
      </p>
      <SignInConfirm
        label="This is my address"
        problemTitle="Nothing was changed"
        confirm={confirmEmailAction.bind(null, token)}
      />
    </SignInCard>
  )
}
