import { expect, type Page, test } from '@playwright/test'
import { type GitHub, openGitHub } from './support/github'
import { query } from './support/people'
import { open } from './support/sign-in'

const OWNER = 'owner@lubdub.local'
let github: GitHub

test.beforeAll(async () => {
  github = await openGitHub()
})
test.afterAll(async () => {
  await github.close()
})

const address = (email: string, { primary = true, verified = true } = {}) => ({ email, primary, verified })

async function signInWithGitHub(page: Page, path = '/sign-in') {
  await open(page, path)
  await page.getByRole('button', { name: 'Sign in with GitHub' }).click()
}

const isRefused = (page: Page, words: string) =>
  expect(page.getByRole('alert').filter({ hasText: words })).toBeVisible()

async function isOut(page: Page) {
  await page.goto('/monitors')
  await expect(page).toHaveURL(/\/sign-in/)
}

test('an account with a verified primary address signs up, and in again whatever its address is then', async ({
  page,
}) => {
  const emails = [address('nina@elsewhere.example', { primary: false }), address('Nina@welcome.example')]
  github.is({ id: 7001, login: 'nina', name: 'Nina', emails })
  const asked = page.waitForRequest(/\/login\/oauth\/authorize\?/)
  await signInWithGitHub(page, '/sign-in?next=/channels')
  await expect(page).toHaveURL('/channels')
  await expect(page.getByRole('navigation', { name: 'Main' })).toContainText('Nina’s workspace')
  const sent = new URL((await asked).url()).searchParams
  expect(sent.get('scope')).toBe('read:user user:email')
  for (const name of ['code_challenge', 'state']) expect(sent.get(name)).toMatch(/^[\w-]{40,}/)
  const [identity] = await query<{ subject: string; email: string }>(
    `SELECT i.subject, u.email FROM identity i JOIN app_user u ON u.id = i.user_id WHERE i.provider = 'github'`,
  )
  expect(identity).toEqual({
    subject: `${new URL(process.env.LUBDUB_GITHUB_URL ?? '').host}/7001`,
    email: 'nina@welcome.example',
  })

  await page.context().clearCookies()
  github.is({ id: 7001, login: 'nina', name: 'Nina', emails: [address('nina@new.example', { verified: false })] })
  await signInWithGitHub(page)
  await expect(page.getByRole('heading', { name: 'Monitors', exact: true })).toBeVisible()
})

test('an address that GitHub has not verified is refused, also where it is the owner’s and public there', async ({
  page,
}) => {
  github.is({ id: 7002, login: 'mallory', name: null, emails: [address(OWNER, { verified: false })] })
  await signInWithGitHub(page)
  await isRefused(page, 'address is not verified at the provider')
  github.is({ id: 7002, login: 'mallory', name: null, emails: [] })
  await signInWithGitHub(page)
  await isRefused(page, 'address is not verified at the provider')
  await isOut(page)
  expect(await query(`SELECT 1 FROM identity WHERE subject LIKE '%/7002'`)).toEqual([])
})

test('a verified address that may not sign up is refused, and one of somebody here has to be proved', async ({
  page,
}) => {
  github.is({ id: 7003, login: 'oscar', name: null, emails: [address('oscar@elsewhere.example')] })
  await signInWithGitHub(page)
  await isRefused(page, 'No account has this address')
  github.is({ id: 7004, login: 'owner', name: null, emails: [address(OWNER)] })
  await signInWithGitHub(page)
  await expect(page.getByText('to connect both')).toBeVisible()
  await isOut(page)
})

test('an answer of GitHub with a state that is not of this browser signs nobody in', async ({ page }) => {
  const emails = [address('nina@welcome.example')]
  github.is({ id: 7001, login: 'nina', name: 'Nina', emails })
  await page.goto(`/api/auth/callback/github?code=${github.strayCode()}&state=forged`)
  await isRefused(page, 'Not signed in')
  await isOut(page)
  github.is({ id: 7001, login: 'nina', name: 'Nina', emails, state: 'another-browsers-state' })
  await signInWithGitHub(page)
  await isRefused(page, 'Not signed in')
  await isOut(page)
})
