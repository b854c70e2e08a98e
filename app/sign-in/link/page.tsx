import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { SignInCard } from '@/components/sign-in/card'
import { SignInConfirm } from '@/components/sign-in/confirm'
import { firstOf, type SearchParams } from '@/components/ui/search-params'
import type { Access } from '@/lib/core/access'
import { signInByLinkAction } from './actions'

export const access = 'everybody' satisfies Access
export const metadata: Metadata = { title: 'Sign in', referrer: 'no-referrer' }

export default async function SignInLinkPage({ searchParams }: { searchParams: SearchParams }) {
  const token = firstOf((await searchParams).token)
  if (!token) redirect('/sign-in')
  return (
    <SignInCard title="Sign in to Lubdub">
      <p className="dim">This link signs you in on this browser for 30 days. It works once.</p>
      <SignInConfirm confirm={signInByLinkAction.bind(null, token)} />
    </SignInCard>
  )
}
