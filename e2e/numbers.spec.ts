import type { Mailbox } from '../lib/services/auth/testing/mailbox'
import { beat } from './support/api'
import { accountEmailTo, openMailbox } from './support/mailbox'
import { enterCode, isAlive, open } from './support/sign-in'
import { expect, test } from './support/test'

const OWNER = 'owner@lubdub.local'

test.describe('signing in', () => {
  let mailbox: Mailbox
  test.beforeAll(async () => {
    mailbox = await openMailbox()
  })
  test.afterAll(async () => {
    await mailbox.close()
  })

  test('leads to the page of the alert that was opened', async ({ browser, api }) => {
    const { id, heartbeatUrl } = await api.createMonitor({ name: 'deep-link', schedule: { type: 'none' } })
    await beat(heartbeatUrl, 'start')
    const run = await api.latestRun(id)
    const context = await browser.newContext({ baseURL: process.env.LUBDUB_E2E_URL ?? '', storageState: undefined })
    const page = await context.newPage()
    await page.goto(`/runs/${run.id}`)
    await expect(page).toHaveURL(`/sign-in?next=%2Fruns%2F${run.id}`)
    await isAlive(page)
    await page.getByLabel('Mail address').fill(OWNER)
    await page.getByRole('button', { name: 'Mail me a code' }).click()
    await expect(page).toHaveURL(/\/sign-in\/code$/)
    await enterCode(page, (await accountEmailTo(mailbox, OWNER)).code)
    await expect(page).toHaveURL(`/runs/${run.id}`)
    await context.close()
  })
})

test('list and run page say the same of a run whose shards tell it all, and what died has no rate', async ({
  page,
  api,
}) => {
  const { id, heartbeatUrl } = await api.createMonitor({ name: 'sum-job', schedule: { type: 'none' } })
  await beat(heartbeatUrl, 'start', { run: 'b', shards: 2, unit: 'rows' })
  await beat(heartbeatUrl, 'progress', { run: 'b', shard: '2', done: 30, total: 100 })
  await beat(heartbeatUrl, 'progress', { run: 'b', shard: '10', done: 20, total: 100 })
  await page.goto('/monitors?query=sum-job')
  await expect(page.getByRole('main')).toContainText('50 of 200 rows')
  await expect(page.getByRole('main')).toContainText('25 %')
  const run = await api.latestRun(id)
  await page.goto(`/runs/${run.id}`)
  await expect(page.getByRole('main')).toContainText('50 of 200 rows')
  await expect(page.getByTestId('run-status')).toContainText('25 %')
  await expect(page.locator('[data-shard]').first()).toHaveAttribute('data-shard', '2')
  await beat(heartbeatUrl, 'fail', { run: 'b', shard: '2', message: 'connection refused' })
  await expect(page.getByTestId('run-status')).toContainText('shard 2 failed: connection refused')
  await beat(heartbeatUrl, 'fail', { run: 'b' })
  await expect(page.locator('[data-shard="10"]')).toHaveAttribute('data-state', 'died')
  await expect(page.locator('[data-shard="10"]')).toContainText('died here')
  await expect(page.locator('[data-shard="10"]')).not.toContainText('per ')
})

test('the form refuses a number in the unit it was typed in, and asks before changes are left behind', async ({
  page,
}) => {
  await open(page, '/monitors/new')
  await page.getByLabel('Name').fill('guarded-job')
  await page.getByLabel('Grace', { exact: true }).fill('-5')
  await expect(page.getByText('Grace must be between 0 and 525,600 minutes; got -5.')).toBeVisible()
  await page.getByRole('button', { name: 'Create monitor' }).click()
  await expect(page).toHaveURL(/\/monitors\/new$/)
  await expect(page.getByLabel('Next expected times').getByText('at 02:00', { exact: true })).toBeVisible()

  const asked: string[] = []
  page.on('dialog', (dialog) => {
    asked.push(dialog.type())
    return asked.length < 3 ? dialog.dismiss() : dialog.accept()
  })
  await page.getByRole('link', { name: 'Cancel' }).click()
  await page.goBack()
  await expect(page).toHaveURL(/\/monitors\/new$/)
  await expect(page.getByLabel('Name')).toHaveValue('guarded-job')
  await page.getByRole('link', { name: 'Cancel' }).click()
  await expect(page).toHaveURL(/\/monitors$/)
  expect(asked).toEqual(['confirm', 'confirm', 'confirm'])
})
