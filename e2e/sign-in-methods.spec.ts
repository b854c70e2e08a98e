import { expect, type Page, test } from '@playwright/test'
import type { Mailbox } from '../lib/services/auth/testing/mailbox'
import { faultsInLook, LOOKS } from './support/access-faults'
import { openIssuer } from './support/issuer'
import { accountEmailTo, addressees, openMailbox } from './support/mailbox'
import { askByMail, enterCode, isAlive, open } from './support/sign-in'

const OWNER = 'owner@lubdub.local'
let mailbox: Mailbox
let issuer: Awaited<ReturnType<typeof openIssuer>>

test.beforeAll(async () => {
  mailbox = await openMailbox()
  issuer = await openIssuer()
})
test.afterAll(async () => {
  await Promise.all([mailbox.close(), issuer.close()])
})

async function signInByCode(page: Page, email: string, options = {}) {
  await askByMail(page, email, options)
  await enterCode(page, (await accountEmailTo(mailbox, email)).code)
}

async function signOut(page: Page) {
  await page.context().clearCookies()
}

const isIn = (page: Page) => expect(page.getByRole('heading', { name: 'Monitors', exact: true })).toBeVisible()

test('opening the link of a mail does not use it up; it works in another browser, and works once', async ({
  page,
  browser,
  request,
}) => {
  await askByMail(page, OWNER)
  const { link, code } = await accountEmailTo(mailbox, OWNER)
  for (let i = 0; i < 3; i++) expect((await request.get(link)).status()).toBe(200)
  expect((await request.head(link)).status()).toBe(200)
  await request.get(link, { headers: { purpose: 'prefetch', 'sec-purpose': 'prefetch' } })
  expect((await request.post(link)).status()).not.toBe(303)

  const elsewhere = await browser.newContext({ baseURL: process.env.LUBDUB_E2E_URL ?? '' })
  const other = await elsewhere.newPage()
  await open(other, link)
  await expect(other.getByText(OWNER)).toBeVisible()
  await other.getByRole('button', { name: 'Sign in' }).click()
  await isIn(other)
  await other.goto(link)
  await expect(other.getByRole('heading', { name: 'This link is not valid any more' })).toBeVisible()
  await elsewhere.close()

  await enterCode(page, code)
  await expect(page.getByRole('alert').filter({ hasText: 'Not signed in' })).toBeVisible()
})

test('the code signs in where it was requested, also after a wrong one, and leads to the requested page', async ({
  page,
}) => {
  await askByMail(page, OWNER, { next: '/channels' })
  const { code } = await accountEmailTo(mailbox, OWNER)
  await enterCode(page, 'AAAA-AAAA')
  await expect(page.getByRole('alert').filter({ hasText: 'not the code' })).toBeVisible()
  await page.getByLabel('Code').fill(code.toLowerCase().replace('-', ' '))
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page).toHaveURL(/\/channels$/)
})

test('nobody is sent to another site after signing in', async ({ page }) => {
  await signInByCode(page, OWNER, { next: '//evil.example/monitors' })
  await isIn(page)
  const origin = new URL(process.env.LUBDUB_E2E_URL ?? '').origin
  expect(new URL(page.url()).origin).toBe(origin)
  for (const next of ['https://evil.example', '/\\evil.example', '/.//evil.example', '%2F%2Fevil.example']) {
    await page.goto(`/sign-in?next=${encodeURIComponent(next)}`)
    await isIn(page)
    expect(new URL(page.url()).origin).toBe(origin)
  }
})

test('a person who may not sign up gets the same answer and no mail; a person who may gets a workspace', async ({
  page,
}) => {
  await askByMail(page, 'cleo@elsewhere.example')
  await askByMail(page, 'grace.hopper@welcome.example')
  const { link, subject } = await accountEmailTo(mailbox, 'grace.hopper@welcome.example')
  expect(subject).toBe('Your new account on Lubdub')
  expect(addressees(mailbox)).toEqual([])
  await open(page, link)
  await page.getByRole('button', { name: 'Create the account' }).click()
  await isIn(page)
  await expect(page.getByRole('navigation', { name: 'Main' })).toContainText('Grace Hopper’s workspace')
})

test('a password is set, signs in, and is reset by mail, which ends all sessions', async ({ page, browser }) => {
  await signInByCode(page, 'heidi@welcome.example')
  await isIn(page)
  await open(page, '/settings/profile')
  const panel = page.getByRole('region', { name: 'Password' })
  await panel.getByLabel('New password', { exact: true }).fill('heidi-password1')
  await panel.getByRole('button', { name: 'Set the password' }).click()
  await expect(panel).toContainText('easy to guess')
  await panel.getByLabel('New password', { exact: true }).fill('seven otters juggle teapots')
  await panel.getByRole('button', { name: 'Set the password' }).click()
  await expect(panel.getByLabel('Current password', { exact: true })).toBeVisible()

  const elsewhere = await browser.newContext({ baseURL: process.env.LUBDUB_E2E_URL ?? '' })
  const other = await elsewhere.newPage()
  await open(other, '/sign-in')
  await other.getByRole('button', { name: 'Use a password instead' }).click()
  await other.getByLabel('Mail address').fill('Heidi@welcome.example')
  await other.getByLabel('Password', { exact: true }).fill('wrong')
  await other.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(other.getByRole('alert').filter({ hasText: 'The address or the password is wrong.' })).toBeVisible()
  await other.getByLabel('Password', { exact: true }).fill('seven otters juggle teapots')
  await other.getByRole('button', { name: 'Sign in', exact: true }).click()
  await isIn(other)
  await signOut(other)

  await open(other, '/sign-in/forgot')
  await other.getByLabel('Mail address').fill('heidi@welcome.example')
  await other.getByRole('button', { name: 'Mail me a link' }).click()
  await expect(other.getByRole('status').filter({ hasText: 'Lubdub mails a link' })).toBeVisible()
  let letter = await accountEmailTo(mailbox, 'heidi@welcome.example')
  while (!letter.link.includes('/sign-in/reset')) letter = await accountEmailTo(mailbox, 'heidi@welcome.example')
  await open(other, letter.link)
  await other.getByLabel('New password', { exact: true }).fill('too short')
  await other.getByRole('button', { name: 'Set the password and sign in' }).click()
  await expect(other.getByText('at least 12 characters; this one has 9')).toBeVisible()
  await other.getByLabel('New password', { exact: true }).fill('eight herons repair umbrellas')
  await other.getByRole('button', { name: 'Set the password and sign in' }).click()
  await isIn(other)
  await page.goto('/monitors')
  await expect(page).toHaveURL(/\/sign-in/)
  await elsewhere.close()
})

test('an account at an issuer signs up, and in again under another address', async ({ page }) => {
  issuer.is({ sub: 'ivan-1', email: 'ivan@welcome.example', email_verified: true, name: 'Ivan' })
  await open(page, '/sign-in?next=/channels')
  const asked = page.waitForRequest(/\/authorize\?/)
  await page.getByRole('button', { name: 'Sign in with Engines' }).click()
  await expect(page).toHaveURL('/channels')
  const query = new URL((await asked).url()).searchParams
  expect(query.get('code_challenge_method')).toBe('S256')
  for (const name of ['code_challenge', 'state', 'nonce']) expect(query.get(name)).toMatch(/^[\w-]{40,}/)
  await expect(page.getByRole('navigation', { name: 'Main' })).toContainText('Ivan’s workspace')
  await signOut(page)
  issuer.is({ sub: 'ivan-1', email: 'ivan@other.example', email_verified: false, name: 'Ivan' })
  await open(page, '/sign-in')
  await page.getByRole('button', { name: 'Sign in with Engines' }).click()
  await isIn(page)
})

test('an issuer’s answer is not enough for an existing account: its owner signs in once, and connects', async ({
  page,
}) => {
  issuer.is({ sub: 'owner-1', email: OWNER, email_verified: true, name: 'Owner' })
  await open(page, '/sign-in?next=/incidents')
  await page.getByRole('button', { name: 'Sign in with Engines' }).click()
  await expect(page.getByText('to connect both')).toBeVisible()
  await page.goto('/monitors')
  await expect(page).toHaveURL(/\/sign-in/)
  await signInByCode(page, OWNER, { next: '/sign-in/connect' })
  await expect(page).toHaveURL(/\/sign-in\/connect$/)
  await isAlive(page)
  await page.getByRole('button', { name: 'Connect Engines' }).click()
  await expect(page).toHaveURL(/\/incidents$/)
  await signOut(page)
  await open(page, '/sign-in')
  await page.getByRole('button', { name: 'Sign in with Engines' }).click()
  await isIn(page)

  await open(page, '/settings/profile')
  await page.getByRole('button', { name: 'Disconnect Engines' }).click()
  await expect(page.getByRole('button', { name: 'Connect Engines' })).toBeVisible()
})

test('an address that is not verified, or may not sign up, is refused with the reason', async ({ page }) => {
  issuer.is({ sub: 'mallory-1', email: OWNER, email_verified: false, name: 'Mallory' })
  await open(page, '/sign-in')
  await page.getByRole('button', { name: 'Sign in with Engines' }).click()
  await expect(page.getByRole('alert').filter({ hasText: 'address is not verified at the provider' })).toBeVisible()
  issuer.is({ sub: 'mallory-1', email: 'mallory@elsewhere.example', email_verified: true, name: 'Mallory' })
  await open(page, '/sign-in')
  await page.getByRole('button', { name: 'Sign in with Engines' }).click()
  await expect(page.getByRole('alert').filter({ hasText: 'No account has this address' })).toBeVisible()
})

test('an answer of the issuer that this browser did not request signs nobody in', async ({ page }) => {
  issuer.is({ sub: 'ivan-1', email: 'ivan@welcome.example', email_verified: true, name: 'Ivan' })
  await page.goto('/api/auth/callback/oidc?code=anything&state=forged')
  await expect(page.getByRole('alert').filter({ hasText: 'Not signed in' })).toBeVisible()
  issuer.is({ sub: 'ivan-1', email: 'ivan@welcome.example', email_verified: true, name: 'Ivan', nonce: 'another' })
  await open(page, '/sign-in')
  await page.getByRole('button', { name: 'Sign in with Engines' }).click()
  await expect(page.getByRole('alert').filter({ hasText: 'Not signed in' })).toBeVisible()
  await page.goto('/monitors')
  await expect(page).toHaveURL(/\/sign-in/)
})

test('an address is changed by the new one, reported to the old one, and restored by it', async ({ page }) => {
  await signInByCode(page, 'judy@welcome.example')
  await isIn(page)
  await open(page, '/settings/profile')
  const panel = page.getByRole('region', { name: 'Address' })
  await panel.getByLabel('New address').fill('judy@new.example')
  await panel.getByRole('button', { name: 'Change the address' }).click()
  await expect(panel.getByRole('status')).toContainText('judy@new.example')
  await open(page, (await accountEmailTo(mailbox, 'judy@new.example')).link)
  await page.getByRole('button', { name: 'This is my address' }).click()
  await expect(page.getByRole('region', { name: 'Address' })).toContainText('You sign in with judy@new.example')
  const notice = await accountEmailTo(mailbox, 'judy@welcome.example')
  await open(page, notice.link)
  await page.getByRole('button', { name: 'Restore it' }).click()
  await expect(page).toHaveURL(/\/sign-in\/forgot$/)
  await page.goto('/monitors')
  await expect(page).toHaveURL(/\/sign-in/)
})

test('the name and the time zone of a person are kept, and times are shown in it', async ({ page }) => {
  await signInByCode(page, 'kim@welcome.example')
  await isIn(page)
  await open(page, '/settings/profile')
  await page.getByLabel('Name').fill('Kim Possible')
  await page.getByRole('combobox', { name: 'Time zone' }).fill('Chatham')
  await page.getByRole('option', { name: 'Pacific/Chatham' }).click()
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(page.getByText('Saved.')).toBeVisible()
  await page.reload()
  await expect(page.getByLabel('Name')).toHaveValue('Kim Possible')
  await expect(page.getByText('Pacific/Chatham').first()).toBeVisible()
})

test('the pages before sign-in are without serious faults of access, light and dark, wide and narrow', async ({
  page,
}) => {
  test.setTimeout(120_000)
  await askByMail(page, 'nobody@elsewhere.example')
  const problems: string[] = []
  for (const path of ['/sign-in?error=no_account', '/sign-in?because=connect', '/sign-in/code', '/sign-in/forgot']) {
    await open(page, path)
    if (path.includes('error')) await page.getByRole('button', { name: 'Use a password instead' }).click()
    for (const look of LOOKS) problems.push(...(await faultsInLook(page, look)))
  }
  expect(problems).toEqual([])
})
