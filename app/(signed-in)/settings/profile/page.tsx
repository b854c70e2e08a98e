import type { Metadata } from 'next'
import { ConnectedAccounts } from '@/components/settings/connected-accounts'
import { EmailForm } from '@/components/settings/email-form'
import { PasswordForm } from '@/components/settings/password-form'
import { ProfileForm } from '@/components/settings/profile-form'
import { Page, PageHead } from '@/components/shell/page'
import { Panel } from '@/components/ui/panel'
import type { Access } from '@/lib/core/access'
import { listProviders, providerName } from '@/lib/http/auth/oauth-providers'
import { getPersonContext } from '@/lib/http/auth/person-context'
import { getProfile } from '@/lib/services/auth/get-profile'
import type { Identity } from '@/lib/services/auth/methods/connect-ticket'
import { changeEmailAction, changePasswordAction, disconnectAction, updateProfileAction } from './actions'

export const access = 'known' satisfies Access
export const metadata: Metadata = { title: 'Profile' }

export default async function ProfilePage() {
  const profile = await getProfile(await getPersonContext())
  const { name, locale, timezone, email, hasMail, hasPassword, passwordChangedAt } = profile
  const accounts = profile.identities.map((identity) => ({
    ...identity,
    name: providerName(identity.provider as Identity['provider']),
  }))
  return (
    <Page path={[{ label: 'Settings', href: '/settings' }, { label: 'Profile' }]}>
      <PageHead title="Profile">
        <p className="dim">The same in every workspace. Others see your name and address.</p>
      </PageHead>
      <Panel title="You">
        <ProfileForm initial={{ name, locale, timezone }} save={updateProfileAction} />
      </Panel>
      <Panel title="Address">
        <EmailForm email={email} hasMail={hasMail} save={changeEmailAction} />
      </Panel>
      <Panel title="Password">
        <PasswordForm
          email={email}
          hasPassword={hasPassword}
          changedAt={passwordChangedAt}
          save={changePasswordAction}
        />
      </Panel>
      <Panel title="Connected accounts">
        <ConnectedAccounts accounts={accounts} providers={listProviders()} disconnect={disconnectAction} />
      </Panel>
    </Page>
  )
}
