'use client'

import { Button } from '@mantine/core'
import type { ActionResult } from '@/components/forms/action-result'
import { useAction } from '@/components/forms/use-action'
import { ProviderButtons } from '@/components/sign-in/provider-buttons'
import { Time } from '@/components/time/time'
import classes from './settings.module.css'

interface Account {
  provider: string
  subject: string
  name: string
  email: string | null
  createdAt: string
  lastUsedAt: string | null
}

interface Props {
  accounts: readonly Account[]
  providers: readonly { id: string; name: string }[]
  disconnect: (provider: string, subject: string) => Promise<ActionResult<null>>
}

/** Accounts at other providers with which a person can sign in, and providers to connect. */
export function ConnectedAccounts({ accounts, providers, disconnect }: Props) {
  const { isBusy, run } = useAction()
  const free = providers.filter(({ id }) => !accounts.some(({ provider }) => provider === id))
  if (accounts.length === 0 && free.length === 0) {
    return (
      <p className={`dim ${classes.line}`}>
        None. To connect one, the operator of this Lubdub has to set up GitHub, Google or an OpenID provider.
      </p>
    )
  }
  return (
    <>
      {accounts.length > 0 && (
        <ul className={classes.accounts}>
          {accounts.map(({ provider, subject, name, email, createdAt, lastUsedAt }) => (
            <li key={`${provider} ${subject}`} className={classes.account}>
              <div>
                <strong>{name}</strong> {email}
                <div className="caption">
                  connected <Time at={createdAt} />
                  {lastUsedAt ? (
                    <>
                      , last used <Time at={lastUsedAt} />
                    </>
                  ) : (
                    ', not used yet'
                  )}
                </div>
              </div>
              <Button
                variant="default"
                size="xs"
                loading={isBusy}
                aria-label={`Disconnect ${name}`}
                onClick={() => run(() => disconnect(provider, subject), { done: `${name} no longer signs you in.` })}
              >
                Disconnect
              </Button>
            </li>
          ))}
        </ul>
      )}
      {free.length > 0 && (
        <div className={classes.form}>
          <ProviderButtons providers={free} next="/settings/profile" verb="Connect" />
        </div>
      )}
    </>
  )
}
