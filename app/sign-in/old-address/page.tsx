import type { Metadata } from 'next'
import { SignInCard } from '@/components/sign-in/card'
import { SignInConfirm } from '@/components/sign-in/confirm'
import { ExpiredLink } from '@/components/sign-in/expired-link'
import { firstOf, type SearchParams } from '@/components/ui/search-params'
import type { Access } from '@/lib/core/access'
import { getResources } from '@/lib/http/resources'
import { findEmailToken } from '@/lib/services/auth/email/email-token'
import { undoEmailAction } from './actions'

export const access = 'everybody' satisfies Access
export const metadata: Metadata = { title: 'Restore your address', referrer: 'no-referrer' }

export default async function OldAddressPage({ searchParams }: { searchParams: SearchParams }) {
  const token = firstOf((await searchParams).token)?.slice(0, 200) ?? ''
  const found = await findEmailToken(getResources(), { token, purposes: ['undo_email'], now: new Date() })
  if (!found) return <ExpiredLink life="7 days" again={{ href: '/sign-in', label: 'Go to sign-in' }} />
  return (
    <SignInCard title="Restore your address">
      <p>
        Your account belongs to <strong>{found.email}</strong> again. Every session ends, and a password, accounts and
        factors that were added since the change no longer sign in.
      </p>
      <SignInConfirm
        label="Restore it"
        problemTitle="Nothing was changed"
        confirm={undoEmailAction.bind(null, token)}
      />
    </SignInCard>
  )
}
