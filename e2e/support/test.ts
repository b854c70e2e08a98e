import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { test as base, type Page } from '@playwright/test'
import { api } from './api'

export { expect } from '@playwright/test'

const run = promisify(execFile)
const ROOT = path.join(import.meta.dirname, '../..')

/** A new one-time link, as `npm run link` prints it; for the owner where no address is given. */
export async function newSignInLink(email?: string): Promise<string> {
  const script = ['scripts/run-built.mjs', 'link']
  const { stdout } = await run(process.execPath, email ? [...script, email] : script, { cwd: ROOT })
  const link = stdout.split('\n').find((line) => line.startsWith('http'))
  if (!link) throw new Error(`No link in: ${stdout}`)
  return link
}

export async function signIn(page: Page): Promise<void> {
  await page.goto(await newSignInLink())
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL('**/monitors')
}

type State = Awaited<ReturnType<ReturnType<Page['context']>['storageState']>>

/** Tests in which Ada, the owner, is signed in. */
export const test = base.extend<{ api: typeof api }, { ownerState: State }>({
  ownerState: [
    async ({ browser }, use) => {
      const page = await browser.newPage({ baseURL: process.env.LUBDUB_E2E_URL, timezoneId: 'Europe/Berlin' })
      await signIn(page)
      await page.getByText('Europe/Berlin').first().waitFor()
      const state = await page.context().storageState()
      await page.close()
      await use(state)
    },
    { scope: 'worker' },
  ],
  timezoneId: 'Europe/Berlin',
  storageState: async ({ ownerState }, use) => use(ownerState),
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads which fixtures are wanted from this pattern
  api: async ({}, use) => use(api),
})

/** Waits until colours that change with the scheme have changed. What moves for ever is no matter. */
export async function changed(page: Page): Promise<void> {
  await page.evaluate(() => {
    const passing = document
      .getAnimations()
      .filter(({ effect }) => Number.isFinite(effect?.getComputedTiming().endTime))
    return Promise.allSettled(passing.map(({ finished }) => finished)).then(() => {})
  })
}
