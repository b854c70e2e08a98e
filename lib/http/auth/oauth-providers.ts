import type { OAuthConfig } from 'next-auth/providers/oauth'
import type { Identity } from '@/lib/services/auth/methods/connect-ticket'
import { getSettings } from '@/lib/settings/process-settings'

/** The user of next-auth: an identity with an id, before its person is known. */
export type ProviderUser = Omit<Identity, 'provider' | 'subject'> & { id: string }

type Id = Identity['provider']

interface Credentials {
  id: Id
  name: string
  clientId: string
  clientSecret: string
}

const TIMEOUT_MS = 10_000

/** The providers in the environment, in the order in which they are offered. */
export function listProviders(): { id: Id; name: string }[] {
  return readAll().map(({ id, name }) => ({ id, name }))
}

/** The name of a provider. */
export function providerName(id: Id): string {
  return (
    readAll().find((provider) => provider.id === id)?.name ??
    { github: 'GitHub', google: 'Google', oidc: 'OpenID Connect' }[id]
  )
}

/** The providers in the form of next-auth. */
export function oauthProviders(): OAuthConfig<Record<string, unknown>>[] {
  return readAll().map((credentials) => {
    if (credentials.id === 'github') return github(credentials)
    const issuer = credentials.id === 'google' ? 'https://accounts.google.com' : (getSettings().oidcIssuer ?? '')
    return openIdConnect(credentials, issuer)
  })
}

function readAll(): Credentials[] {
  const { githubId, githubSecret, googleId, googleSecret, oidcIssuer, oidcId, oidcSecret, oidcName } = getSettings()
  const of = (id: Id, name: string, [clientId, clientSecret]: [string | null, string | null]): Credentials[] =>
    clientId !== null && clientSecret !== null ? [{ id, name, clientId, clientSecret }] : []
  return [
    ...of('github', 'GitHub', [githubId, githubSecret]),
    ...of('google', 'Google', [googleId, googleSecret]),
    ...(oidcIssuer === null ? [] : of('oidc', oidcName, [oidcId, oidcSecret])),
  ]
}

function openIdConnect(credentials: Credentials, issuer: string): OAuthConfig<Record<string, unknown>> {
  return {
    ...credentials,
    type: 'oauth',
    wellKnown: `${issuer.replace(/\/+$/, '')}/.well-known/openid-configuration`,
    authorization: { params: { scope: 'openid email profile' } },
    idToken: true,
    checks: ['pkce', 'state', 'nonce'],
    httpOptions: { timeout: TIMEOUT_MS },
    profile: (claims) => userOfClaims(claims, credentials.id === 'oidc' ? issuer : null) as never,
  }
}

/**
 * Verified means that the issuer says `true`, or sends it as a text; a missing value is not verified. A `sub` belongs
 * to its issuer only (OpenID Connect Core 5.7): `issuer` is its prefix, so that people of another issuer cannot become
 * ours when the setting changes. Null: there is only one such issuer.
 */
export function userOfClaims(claims: Record<string, unknown>, issuer: string | null = null): ProviderUser {
  const email = typeof claims.email === 'string' ? claims.email.toLowerCase() : null
  const isEmailVerified = claims.email_verified === true || claims.email_verified === 'true'
  return {
    id: [...(issuer === null ? [] : [issuer.replace(/\/+$/, '')]), String(claims.sub ?? '')].join('#'),
    email,
    isEmailVerified,
    name: typeof claims.name === 'string' ? claims.name : null,
  }
}

const GITHUB = 'https://github.com'

// GitHub uses OAuth without OpenID: there is no ID token that could contain a nonce.
function github(credentials: Credentials): OAuthConfig<Record<string, unknown>> {
  const site = getSettings().githubUrl.replace(/\/+$/, '')
  const api = site === GITHUB ? 'https://api.github.com' : `${site}/api/v3`
  return {
    ...credentials,
    type: 'oauth',
    issuer: `${site}/login/oauth`,
    authorization: { url: `${site}/login/oauth/authorize`, params: { scope: 'read:user user:email' } },
    token: `${site}/login/oauth/access_token`,
    userinfo: {
      url: `${api}/user`,
      async request({ client, tokens }) {
        const profile = await client.userinfo(tokens.access_token ?? '')
        const headers = { authorization: `Bearer ${tokens.access_token}`, accept: 'application/vnd.github+json' }
        const signal = AbortSignal.timeout(TIMEOUT_MS)
        const answer = await fetch(`${api}/user/emails`, { headers, signal })
        return { ...profile, emails: answer.ok ? await answer.json() : [] }
      },
    },
    checks: ['pkce', 'state'],
    httpOptions: { timeout: TIMEOUT_MS },
    profile: (profile) => userOfGitHub(profile, site === GITHUB ? null : new URL(site).host) as never,
  }
}

/**
 * The first verified address, the primary one before others. Every server numbers its people from one on: `host` says
 * whose number it is. Null: github.com's.
 */
export function userOfGitHub(
  { id, name, login, emails }: Record<string, unknown>,
  host: string | null = null,
): ProviderUser {
  const listed = (Array.isArray(emails) ? emails : []) as { email: string; primary: boolean; verified: boolean }[]
  const verified = listed.filter((entry) => entry.verified === true)
  const chosen = verified.find((entry) => entry.primary) ?? verified[0]
  const called = typeof name === 'string' && name !== '' ? name : login
  const number = id === undefined || id === null ? '' : String(id)
  return {
    id: number && host !== null ? `${host}/${number}` : number,
    email: chosen?.email.toLowerCase() ?? null,
    isEmailVerified: chosen !== undefined,
    name: typeof called === 'string' ? called : null,
  }
}
