import type { Metadata } from 'next'
import { SignInCard } from '@/components/sign-in/card'
import { ForgotForm } from '@/components/sign-in/forgot-form'
import { OwnerLink } from '@/components/sign-in/owner-link'
import type { Access } from '@/lib/core/access'
import { getResources } from '@/lib/http/resources'
import { mailSettings } from '@/lib/services/mail-settings'
import { requestResetAction } from '../actions'

export const access = 'everybody' satisfies Access
export const metadata: Metadata = { title: 'Forgotten password', referrer: 'no-referrer' }

export default function ForgotPage() {
  if (!mailSettings(getResources())) {
    return (
      <SignInCard title="A new password">
        <p>This Lubdub cannot send mail. Ask its operator for a link; sign in with it and set a new password.</p>
        <OwnerLink />
      </SignInCard>
    )
  }
  return (
    <SignInCard title="A new password">
      <ForgotForm request={requestResetAction} />
    </SignInCard>
  )
}
