import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { SignInCard } from '@/components/sign-in/card'
import { SignInMethods } from '@/components/sign-in/methods'
import { OwnerLink } from '@/components/sign-in/owner-link'
import { PasskeyButton } from '@/components/sign-in/passkey-button'
import { Notice } from '@/components/ui/notice'
import { firstOf, type SearchParams } from '@/components/ui/search-params'
import type { Access } from '@/lib/core/access'
import { listProviders } from '@/lib/http/auth/oauth-providers'
import { findPageContext } from '@/lib/http/auth/page-context'
import { safeNext } from '@/lib/http/auth/safe-next'
import { getResources } from '@/lib/http/resources'
import { mailSettings } from '@/lib/services/mail-settings'
import { requestMailAction, signInWithPasswordAction } from './actions'
import { askPasskeyAction, signInByPasskeyAction } from './passkey-actions'

export const access = 'everybody' satisfies Access
export const metadata: Metadata = { title: 'Sign in', referrer: 'no-referrer' }

const ERRORS: Record<string, string> = {
  no_account: 'No account has this address. Ask a colleague to invite you, and follow the link of the invitation.',
  unverified: 'Your address is not verified at the provider. Sign in another way, then connect it in your profile.',
}
const FAILED = 'The provider refused the sign-in, or it took too long. Try again, or sign in another way.'

export default async function SignInPage({ searchParams }: { searchParams: SearchParams }) {
  const query = await searchParams
  const token = firstOf(query.token)
  if (token) redirect(`/sign-in/link?token=${encodeURIComponent(token)}`)
  const next = safeNext(firstOf(query.next))
  if (await findPageContext()) redirect(next ?? '/monitors')
  const error = firstOf(query.error)
  const providers = listProviders()
  const hasMail = mailSettings(getResources()) !== null
  const isByLinkOnly = !hasMail && providers.length === 0
  return (
    <SignInCard title="Sign in">
      {error && <Notice title="Not signed in">{ERRORS[error] ?? FAILED}</Notice>}
      {firstOf(query.because) === 'connect' && (
        <p role="status">There is an account with this address. Sign in once as before, to connect both.</p>
      )}
      {isByLinkOnly && <OwnerLink isFirst />}
      <SignInMethods
        providers={providers}
        hasMail={hasMail}
        next={next}
        requestMail={requestMailAction}
        signInWithPassword={signInWithPasswordAction}
      />
      <PasskeyButton ask={askPasskeyAction} signIn={signInByPasskeyAction.bind(null, next)} />
      {!isByLinkOnly && <OwnerLink />}
    </SignInCard>
  )
}
