import type { Metadata } from 'next'
import Link from 'next/link'
import { SecurityFactors } from '@/components/factors/security-factors'
import { SignInCard } from '@/components/sign-in/card'
import { SignOutButton } from '@/components/sign-in/sign-out-button'
import type { Access } from '@/lib/core/access'
import { getPersonContext } from '@/lib/http/auth/person-context'
import { listFactors } from '@/lib/services/auth/factors/list-factors'
import { FACTOR_ACTIONS } from '../(signed-in)/settings/security/factor-actions'
import { Proof } from '../reauthentication'

export const access = 'everybody' satisfies Access
export const metadata: Metadata = { title: 'Set up a second factor' }

/** For a person whose workspace requires a second factor: it shows nothing of that workspace. */
export default async function SetUpSecondFactorPage() {
  const own = await getPersonContext()
  const factors = await listFactors(own)
  const hasFactor = factors.totp !== null || factors.passkeys.length > 0
  return (
    <SignInCard title="Set up a second factor">
      <p className="dim">Choose one: a code of an app, or a passkey. It takes a minute, and you can add more later.</p>
      <SecurityFactors factors={factors} actions={FACTOR_ACTIONS} doneHref="/monitors" />
      {hasFactor && (
        <p>
          It is set up. <Link href="/monitors">Continue</Link>
        </p>
      )}
      <div>
        <SignOutButton email={own.person.email} />
      </div>
      <Proof />
    </SignInCard>
  )
}
