import path from 'node:path'
import { type Browser, expect, type Page, test } from '@playwright/test'
import { type Product, startProduct } from '../bench/support/product'
import { makeWorkDir } from '../bench/support/work-dir'
import { type Mailbox, openMailbox } from '../lib/services/auth/testing/mailbox'
import { findFreePort } from '../server/start/free-port'
import { accountEmailTo } from './support/mailbox'
import { askByMail, enterCode, isAlive, open } from './support/sign-in'

const OWNER = 'owner@lubdub.local'

interface Installation {
  product: Product
  mailbox: Mailbox
}

// An installation for each policy, side by side: who may sign up is read from its environment.
const POLICIES = ['open', 'invitation', 'welcome.example'] as const
const work = makeWorkDir('sign-up')
const installations = new Map<string, Installation>()

test.beforeAll(async () => {
  test.setTimeout(120_000)
  const started = POLICIES.map(async (policy, at) => {
    const mailbox = await openMailbox()
    const product = await startProduct({
      dataDir: path.join(work.directory, `policy-${at}`),
      port: await findFreePort(),
      env: { LUBDUB_SIGNUP: policy, SMTP_URL: mailbox.smtpUrl, LUBDUB_LOG_LEVEL: 'warn' },
    })
    installations.set(policy, { product, mailbox })
  })
  await Promise.all(started)
})
test.afterAll(async () => {
  test.setTimeout(60_000)
  await Promise.all(
    [...installations.values()].map(({ product, mailbox }) => Promise.all([product.stop(), mailbox.close()])),
  )
  work.remove()
})

/** Somebody in a browser of their own, at the installation with this policy. */
async function someoneAt(policy: (typeof POLICIES)[number], browser: Browser) {
  const { product, mailbox } = installations.get(policy)!
  const context = await browser.newContext({ baseURL: product.url })
  const page = await context.newPage()
  const signIn = async (email: string) => {
    await askByMail(page, email)
    const letter = await accountEmailTo(mailbox, email)
    await enterCode(page, letter.code)
    await isIn(page)
    return letter
  }
  return { page, mailbox, signIn, leave: () => context.clearCookies(), close: () => context.close() }
}

const isIn = (page: Page) => expect(page.getByRole('heading', { name: 'Monitors', exact: true })).toBeVisible()
const rail = (page: Page) => page.getByRole('navigation', { name: 'Main' })

/** What the page says after an address was asked for, without that address. */
async function answerTo(page: Page, email: string): Promise<string> {
  await askByMail(page, email)
  return (await page.locator('main').innerText()).replaceAll(email, '…')
}

test('open: an unknown address gets an account, and a new workspace', async ({ browser }) => {
  const { page, signIn, leave, close } = await someoneAt('open', browser)
  expect((await signIn('grace.hopper@anywhere.example')).subject).toBe('Your new account on Lubdub')
  await expect(rail(page)).toContainText('Grace Hopper’s workspace')
  await leave()
  expect((await signIn('grace.hopper@anywhere.example')).subject).toBe('Sign in to Lubdub')
  await leave()
  await signIn('heidi@elsewhere.example')
  await expect(rail(page)).toContainText('Heidi’s workspace')
  await expect(rail(page)).not.toContainText('Grace')
  await close()
})

test('by invitation: an uninvited person gets the same answer and no mail, and an invited person gets in', async ({
  browser,
}) => {
  const { page, mailbox, signIn, leave, close } = await someoneAt('invitation', browser)
  const toUninvited = await answerTo(page, 'mallory@anywhere.example')
  await enterCode(page, 'ABCD-2345')
  await expect(page.getByRole('alert').filter({ hasText: 'not the code' })).toBeVisible()
  expect(await answerTo(page, OWNER)).toBe(toUninvited)
  await accountEmailTo(mailbox, OWNER)
  expect(mailbox.received).toEqual([])

  await signIn(OWNER)
  await open(page, '/settings/members')
  await page.getByLabel('E-mail address').fill('nina@anywhere.example')
  await page.getByRole('button', { name: 'Invite' }).click()
  await expect(page.getByText('Lubdub sends the mail to nina@anywhere.example.')).toBeVisible()
  const { text } = await accountEmailTo(mailbox, 'nina@anywhere.example')
  await leave()
  await open(page, /\/invitations\/inv_[a-z2-7]+/.exec(text)?.[0] ?? '')
  await isAlive(page)
  await page.getByLabel('Your name').fill('Nina')
  await page.getByRole('button', { name: 'Join' }).click()
  await isIn(page)
  await leave()
  expect((await signIn('nina@anywhere.example')).subject).toBe('Sign in to Lubdub')
  await close()
})

test('a domain: addresses in it get an account, and none of another domain or a subdomain', async ({ browser }) => {
  const { page, mailbox, signIn, leave, close } = await someoneAt('welcome.example', browser)
  expect((await signIn('ivan@welcome.example')).subject).toBe('Your new account on Lubdub')
  await expect(rail(page)).toContainText('Ivan’s workspace')
  await leave()
  const answers = [
    await answerTo(page, 'ivan@elsewhere.example'),
    await answerTo(page, 'ivan@sub.welcome.example'),
    await answerTo(page, 'ivan@notwelcome.example'),
    await answerTo(page, 'judy@welcome.example'),
  ]
  expect(new Set(answers).size).toBe(1)
  await accountEmailTo(mailbox, 'judy@welcome.example')
  expect(mailbox.received).toEqual([])
  await close()
})
