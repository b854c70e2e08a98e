import { type BrowserContext, expect, type Locator, type Page, test } from '@playwright/test'
import { TOTP } from 'otpauth'
import { addPerson, ageAuthentications, query } from './support/people'
import { newSignInLink } from './support/test'

/** Uses a one-time link; the next page depends on the person's factors. */
async function takeLink(page: Page, email: string) {
  await page.goto(await newSignInLink(email))
  await page.getByRole('button', { name: 'Sign in' }).click()
}

async function signIn(page: Page, email: string) {
  await takeLink(page, email)
  await page.waitForURL('**/monitors')
}

/** An authenticator of the browser's own that answers by itself. */
async function addAuthenticator(page: Page) {
  const session = await page.context().newCDPSession(page)
  await session.send('WebAuthn.enable')
  await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      ...{ protocol: 'ctap2', transport: 'internal', hasResidentKey: true },
      ...{ hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
    },
  })
}

/** Begins to set up an app, until `shown` is; a click before the page is hydrated has no effect. */
async function beginApp(page: Page, shown: Locator) {
  await expect(async () => {
    await page.getByRole('button', { name: 'Set up an app' }).click()
    await expect(shown).toBeVisible({ timeout: 2_000 })
  }).toPass()
}

/** Confirms an app whose set-up has begun; returns the recovery codes, and the code generator. */
async function confirmApp(page: Page) {
  const code = page.getByLabel('Code in the app')
  const secret = (await page.getByText(/^([A-Z2-7]{4} ){7}[A-Z2-7]{4}$/).innerText()).replaceAll(' ', '')
  const totp = new TOTP({ secret })
  await code.fill(totp.generate())
  await page.getByRole('button', { name: 'Confirm' }).click()
  const dialog = page.getByRole('dialog', { name: 'Save these recovery codes' })
  await expect(dialog.getByRole('listitem')).toHaveCount(10)
  const codes = await dialog.getByRole('listitem').allInnerTexts()
  await dialog.getByRole('button', { name: 'Saved them' }).click()
  // The code of this half minute is used up; the next one is accepted, too.
  return { codes, nextCode: () => totp.generate({ timestamp: Date.now() + 30_000 }) }
}

async function addPasskey(page: Page, name: string) {
  await page.getByLabel('Name of the new passkey').fill(name)
  await page.getByRole('button', { name: 'Add a passkey' }).click()
}

const isAtHome = (page: Page) => expect(page.getByRole('heading', { name: 'Monitors', exact: true })).toBeVisible()

test('an app is set up; the next sign-in asks for its code, or for a recovery code', async ({ page, context }) => {
  const { email } = await addPerson('Grace')
  await signIn(page, email)
  await page.goto('/settings/security')
  await beginApp(page, page.getByLabel('Code in the app'))
  const { codes, nextCode } = await confirmApp(page)
  await expect(page.getByText('10 of 10 left')).toBeVisible()

  await context.clearCookies()
  await takeLink(page, email)
  await expect(page.getByRole('heading', { name: 'Second factor' })).toBeVisible()
  await page.goto('/monitors')
  await expect(page).toHaveURL(/\/sign-in/)
  await page.goto('/sign-in/second-factor')
  await page.getByLabel('Code of your app').fill('000000')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByText('This is wrong, or was used before.')).toBeVisible()
  await page.getByLabel('Code of your app').fill(nextCode())
  await page.getByRole('button', { name: 'Sign in' }).click()
  await isAtHome(page)

  await context.clearCookies()
  await takeLink(page, email)
  await page.getByRole('button', { name: 'Use a recovery code' }).click()
  await page.getByLabel('Recovery code').fill(codes[0] ?? '')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await isAtHome(page)
  await page.goto('/settings/security')
  await expect(page.getByText('9 of 10 left')).toBeVisible()
})

test('a passkey is added, signs in by itself, and is the second factor after a link', async ({ page, context }) => {
  const { email } = await addPerson('Joan')
  await signIn(page, email)
  await addAuthenticator(page)
  await page.goto('/settings/security')
  await addPasskey(page, 'this browser')
  await page.getByRole('button', { name: 'Saved them' }).click()
  await expect(page.getByText('this browser', { exact: true }).first()).toBeVisible()

  await context.clearCookies()
  await page.goto('/sign-in')
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
  await isAtHome(page)
  await page.goto('/settings/sessions')
  await expect(page.getByRole('row', { name: /current/ })).toContainText('by passkey')

  await context.clearCookies()
  await takeLink(page, email)
  await page.getByRole('button', { name: 'Use a passkey' }).click()
  await isAtHome(page)

  await page.goto('/settings/security')
  await page.getByRole('button', { name: 'Remove this browser' }).click()
  await expect(page.getByText('this browser was removed.')).toBeVisible()
  await context.clearCookies()
  await page.goto('/sign-in')
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
  await expect(page.getByRole('alert').filter({ hasText: 'This passkey is unknown' })).toBeVisible()
})

test('a session that is ended elsewhere is invalid at the next click', async ({ page, browser, baseURL }) => {
  const { email } = await addPerson('Mary')
  const elsewhere: BrowserContext = await browser.newContext(baseURL ? { baseURL } : {})
  const other = await elsewhere.newPage()
  await signIn(other, email)
  await signIn(page, email)
  await page.goto('/settings/sessions')
  await expect(page.getByRole('row')).toHaveCount(3)
  await page.getByRole('button', { name: /^End the session of/ }).click()
  await expect(page.getByText(/^The session of .+ has ended\.$/)).toBeVisible()
  await other.getByRole('link', { name: 'Channels' }).click()
  await expect(other).toHaveURL(/\/sign-in/)
  await page.reload()
  await expect(page.getByRole('row')).toHaveCount(2)
  await elsewhere.close()
})

test('a person who reauthenticated long ago is asked again, and continues where they were', async ({ page }) => {
  const { email, userId } = await addPerson('Edith')
  await signIn(page, email)
  await page.goto('/settings/security')
  await ageAuthentications(userId)
  const dialog = page.getByRole('dialog', { name: 'Confirm your identity' })
  await beginApp(page, dialog)
  await dialog.getByRole('button', { name: 'Use a one-time link' }).click()
  await dialog.getByLabel('One-time link').fill('http://localhost/sign-in?token=lnk_nothing')
  await dialog.getByRole('button', { name: 'Continue' }).click()
  await expect(dialog.getByText('This link is not yours')).toBeVisible()
  await dialog.getByLabel('One-time link').fill(await newSignInLink(email))
  await dialog.getByRole('button', { name: 'Continue' }).click()
  await expect(dialog).toBeHidden()
  await confirmApp(page)

  await ageAuthentications(userId)
  await page.getByRole('button', { name: 'Remove the app' }).click()
  await expect(dialog).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByText('Nothing was changed, because you did not confirm your identity.')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Remove the app' })).toBeVisible()
})

test('a workspace that requires a second factor leads to its set-up, and is shown afterwards', async ({ page }) => {
  const { email, workspaceId } = await addPerson('Klara')
  await query('UPDATE workspace SET require_second_factor = true WHERE id = $1', [workspaceId])
  await takeLink(page, email)
  await expect(page.getByRole('heading', { name: 'Set up a second factor' })).toBeVisible()
  for (const path of ['/channels', '/incidents', '/monitors/new']) {
    await page.goto(path)
    await expect(page).toHaveURL(/\/set-up-second-factor$/)
  }
  const refused = await page.request.get('/api/v1/monitors')
  expect([refused.status(), (await refused.json()).error.code]).toEqual([403, 'second_factor_needed'])
  await addAuthenticator(page)
  await addPasskey(page, 'work key')
  await page.getByRole('button', { name: 'Saved them' }).click()
  await isAtHome(page)
})
