import type { Metadata } from 'next'
import { cookies } from 'next/headers'
import { redirect } from 'next/navigation'
import { SignInCard } from '@/components/sign-in/card'
import { CodeForm } from '@/components/sign-in/code-form'
import type { Access } from '@/lib/core/access'
import { cookieOf } from '@/lib/http/auth/auth-cookie'
import { readMailCookie } from '@/lib/http/auth/mail-cookie'
import { getResources } from '@/lib/http/resources'
import { signInByCodeAction } from '../actions'

export const access = 'everybody' satisfies Access
export const metadata: Metadata = { title: 'Check your mail', referrer: 'no-referrer' }

export default async function CodePage() {
  const jar = await cookies()
  const asked = readMailCookie(jar.get(cookieOf(getResources().baseUrl, 'mail').name)?.value)
  if (!asked) redirect('/sign-in')
  return (
    <SignInCard title="Check your mail">
      <p>
        If <strong>{asked.email}</strong> may sign in here, Lubdub sends a mail. Type its code, or open its link in any
        browser.
      </p>
      <CodeForm signIn={signInByCodeAction} />
    </SignInCard>
  )
}
