import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { SignInCard } from '@/components/sign-in/card'
import { PasskeyButton } from '@/components/sign-in/passkey-button'
import { CodeLine } from '@/components/ui/code'
import { firstOf, type SearchParams } from '@/components/ui/search-params'
import { findPageContext } from '@/lib/http/page-context'
import { askPasskeyAction, signInByPasskeyAction } from './passkey-actions'

export const metadata: Metadata = { title: 'Sign in', referrer: 'no-referrer' }

export default async function SignInPage({ searchParams }: { searchParams: SearchParams }) {
  const token = firstOf((await searchParams).token)
  if (token) redirect(`/sign-in/link?token=${encodeURIComponent(token)}`)
  if (await findPageContext()) redirect('/monitors')
  return (
    <SignInCard title="Sign in with a link">
      <p>
        There are no passwords here. The first <code>npm start</code> prints a link for the owner; open it in this
        browser.
      </p>
      <p>Used it already, or signed out? Make a new one where Lubdub runs:</p>
      <CodeLine text="npm run link" label="Copy the command" />
      <PasskeyButton ask={askPasskeyAction} signIn={signInByPasskeyAction.bind(null, null)} />
      <p className="caption">A link works once, within a day, and keeps you signed in for 30 days.</p>
    </SignInCard>
  )
}
