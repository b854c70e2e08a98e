import type { Metadata } from 'next'
import { cookies } from 'next/headers'
import Link from 'next/link'
import { redirect } from 'next/navigation'
import { SecondFactorForm } from '@/components/factors/second-factor-form'
import { SignInCard } from '@/components/sign-in/card'
import { firstOf, type SearchParams } from '@/components/ui/search-params'
import type { Access } from '@/lib/core/access'
import { cookieOf } from '@/lib/http/auth/auth-cookie'
import { safeNext } from '@/lib/http/auth/safe-next'
import { getResources } from '@/lib/http/resources'
import { secondFactorKinds } from '@/lib/services/auth/factors/second-factor-options'
import { askSecondFactorPasskeyAction, proveSecondFactorAction } from './actions'

export const access = 'everybody' satisfies Access
export const metadata: Metadata = { title: 'Second factor', referrer: 'no-referrer' }

export default async function SecondFactorPage({ searchParams }: { searchParams: SearchParams }) {
  const resources = getResources()
  const pendingToken = (await cookies()).get(cookieOf(resources.baseUrl, 'pending').name)?.value
  const kinds = pendingToken ? await secondFactorKinds(resources, { pendingToken, now: new Date() }) : null
  if (!kinds) redirect('/sign-in')
  const next = safeNext(firstOf((await searchParams).next))
  return (
    <SignInCard title="Second factor">
      <p className="dim">Your account needs a second factor. Enter it within ten minutes.</p>
      <SecondFactorForm
        kinds={kinds}
        ask={askSecondFactorPasskeyAction}
        prove={proveSecondFactorAction.bind(null, next)}
      />
      <p className="caption">
        Not you, or no second factor? <Link href="/sign-in">Start again</Link>. If you lost all factors, ask the
        operator of Lubdub.
      </p>
    </SignInCard>
  )
}
