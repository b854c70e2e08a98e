import type { Metadata } from 'next'
import { SignInCard } from '@/components/sign-in/card'
import { ExpiredLink } from '@/components/sign-in/expired-link'
import { ResetForm } from '@/components/sign-in/reset-form'
import { firstOf, type SearchParams } from '@/components/ui/search-params'
import type { Access } from '@/lib/core/access'
import { getResources } from '@/lib/http/resources'
import { findEmailToken } from '@/lib/services/auth/email/email-token'
import { resetPasswordAction } from '../actions'

export const access = 'everybody' satisfies Access
export const metadata: Metadata = { title: 'Choose a new password', referrer: 'no-referrer' }

export default async function ResetPage({ searchParams }: { searchParams: SearchParams }) {
  const token = firstOf((await searchParams).token)?.slice(0, 200) ?? ''
  const found = await findEmailToken(getResources(), { token, purposes: ['reset'], now: new Date() })
  if (!found) return <ExpiredLink life="30 minutes" again={{ href: '/sign-in/forgot', label: 'Request a new one' }} />
  return (
    <SignInCard title="Choose a new password">
      <p>
        For <strong>{found.email}</strong>. All your sessions end, on every device, and a new one begins here.
      </p>
      <ResetForm email={found.email} reset={resetPasswordAction.bind(null, token)} />
    </SignInCard>
  )
}
