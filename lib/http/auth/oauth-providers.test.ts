import { afterEach, beforeAll, expect, test } from 'vitest'
import { provideSettings } from '@/lib/settings/process-settings'
import { liveSettings } from '@/lib/settings/testing/live-settings'
import { listProviders, oauthProviders, userOfClaims, userOfGitHub } from './oauth-providers'

const NAMES = [
  'GITHUB_ID',
  'GITHUB_SECRET',
  'GITHUB_URL',
  'GOOGLE_ID',
  'GOOGLE_SECRET',
  'OIDC_ISSUER',
  'OIDC_ID',
  'OIDC_SECRET',
  'OIDC_NAME',
]

beforeAll(() => provideSettings(liveSettings))

afterEach(() => {
  for (const name of NAMES) delete process.env[`LUBDUB_${name}`]
})

test('a provider is offered when all its settings are set', () => {
  expect(listProviders()).toEqual([])
  process.env.LUBDUB_GITHUB_ID = 'a'
  process.env.LUBDUB_OIDC_ID = 'b'
  process.env.LUBDUB_OIDC_SECRET = 'c'
  expect(listProviders()).toEqual([])
  process.env.LUBDUB_GITHUB_SECRET = 'd'
  process.env.LUBDUB_OIDC_ISSUER = 'https://id.example.com/'
  process.env.LUBDUB_OIDC_NAME = 'Engines'
  expect(listProviders()).toEqual([
    { id: 'github', name: 'GitHub' },
    { id: 'oidc', name: 'Engines' },
  ])
})

test('every OpenID issuer is used with PKCE, state and nonce, and GitHub, which has no nonce, with the other two', () => {
  for (const name of NAMES) process.env[`LUBDUB_${name}`] = /ISSUER|URL/.test(name) ? 'https://id.example.com/' : 'x'
  const [github, google, oidc] = oauthProviders()
  expect(github?.checks).toEqual(['pkce', 'state'])
  expect([google?.checks, oidc?.checks]).toEqual([
    ['pkce', 'state', 'nonce'],
    ['pkce', 'state', 'nonce'],
  ])
  expect(google?.wellKnown).toBe('https://accounts.google.com/.well-known/openid-configuration')
  expect(oidc?.wellKnown).toBe('https://id.example.com/.well-known/openid-configuration')
})

test('an address counts as verified only when the issuer says so', () => {
  expect(userOfClaims({ sub: '7', email: 'Ada@Example.com', email_verified: true, name: 'Ada' })).toEqual({
    ...{ id: '7', email: 'ada@example.com', isEmailVerified: true, name: 'Ada' },
  })
  for (const email_verified of [undefined, false, 'false', 1, null]) {
    expect(userOfClaims({ sub: '7', email: 'ada@example.com', email_verified }).isEmailVerified).toBe(false)
  }
})

test('a subject of one issuer is not that of another', () => {
  const idOf = (issuer: string | null) => userOfClaims({ sub: '7' }, issuer).id
  expect(idOf('https://one.example/')).toBe('https://one.example#7')
  expect(idOf('https://one.example')).toBe('https://one.example#7')
  expect(idOf('https://two.example')).toBe('https://two.example#7')
  expect(idOf(null)).toBe('7')
})

test('of GitHub’s addresses the verified primary one is used, and never an unverified one', () => {
  const one = { email: 'one@example.com', primary: true, verified: false }
  const two = { email: 'Two@example.com', primary: false, verified: true }
  const three = { email: 'three@example.com', primary: true, verified: true }
  expect(userOfGitHub({ id: 7, login: 'ada', name: '', emails: [one, two] })).toEqual({
    ...{ id: '7', email: 'two@example.com', isEmailVerified: true, name: 'ada' },
  })
  expect(userOfGitHub({ id: 7, login: 'ada', emails: [two, three] }).email).toBe('three@example.com')
  expect(userOfGitHub({ id: 7, login: 'ada', email: 'public@example.com', emails: [one] })).toMatchObject({
    ...{ email: null, isEmailVerified: false },
  })
})

test('GitHub is github.com, or the server in the settings, with its API at /api/v3', () => {
  process.env.LUBDUB_GITHUB_ID = process.env.LUBDUB_GITHUB_SECRET = 'x'
  const endpoints = () => {
    const { issuer, authorization, token, userinfo } = oauthProviders()[0]!
    const urls = [authorization, token, userinfo].map((it) => (typeof it === 'string' ? it : it?.url))
    return [issuer, ...urls]
  }
  expect(endpoints()).toEqual([
    'https://github.com/login/oauth',
    'https://github.com/login/oauth/authorize',
    'https://github.com/login/oauth/access_token',
    'https://api.github.com/user',
  ])
  process.env.LUBDUB_GITHUB_URL = 'https://github.example.com/'
  expect(endpoints()).toEqual([
    'https://github.example.com/login/oauth',
    'https://github.example.com/login/oauth/authorize',
    'https://github.example.com/login/oauth/access_token',
    'https://github.example.com/api/v3/user',
  ])
})

test('number 7 of one GitHub server is not number 7 of another', () => {
  const idOf = (site: string | null) => {
    process.env.LUBDUB_GITHUB_ID = process.env.LUBDUB_GITHUB_SECRET = 'x'
    if (site !== null) process.env.LUBDUB_GITHUB_URL = site
    const user = oauthProviders()[0]!.profile({ id: 7, login: 'ada' }, {}) as unknown as { id: string }
    return user.id
  }
  expect(idOf(null)).toBe('7')
  expect(idOf('https://github.com/')).toBe('7')
  expect(idOf('https://github.example.com')).toBe('github.example.com/7')
  expect(userOfGitHub({}, 'github.example.com').id).toBe('')
})
