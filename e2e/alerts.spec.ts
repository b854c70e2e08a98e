import { uuidOf } from '@/lib/contract/testing/uuid-of'
import { beat } from './support/api'
import { addPerson, query } from './support/people'
import { openSink } from './support/sink'
import { expect, newSignInLink, test } from './support/test'

test('a webhook channel tells its secret once, and its test arrives and is logged', async ({ page }) => {
  const sink = await openSink()
  try {
    await page.goto('/channels/new')
    await page.getByLabel('Name').fill('sink hook')
    await page.getByLabel('URL').fill('not a url')
    await page.getByRole('button', { name: 'Create channel' }).click()
    await expect(page.getByLabel('URL')).toHaveAttribute('aria-invalid', 'true')
    await page.getByLabel('URL').fill(sink.url)
    await page.getByRole('button', { name: 'Create channel' }).click()
    await expect(page.getByText(/^whsec_/)).toBeVisible()
    await page.getByRole('link', { name: 'Saved it' }).click()
    await expect(page.getByText(/^whsec_/)).toHaveCount(0)

    await page.getByRole('button', { name: 'Send a test to sink hook' }).click()
    await expect(page.locator('[data-delivery="sent"]')).toContainText('a test')
    expect(sink.received).toHaveLength(1)
    expect(sink.received[0]?.headers['webhook-id']).toBeTruthy()
  } finally {
    await sink.close()
  }
})

test('the whole URL of a webhook stands in the form of who may change it, and nowhere in what a viewer gets', async ({
  page,
  api,
  browser,
  baseURL,
}) => {
  const config = { url: 'https://hooks.example.com/services/T0/swordfish/x-a1b2?token=swordfish' }
  const { id } = await api.createChannel({ kind: 'webhook', name: 'chat room', config })
  const path = `/channels/${id}`
  await page.goto(path)
  await expect(page.getByLabel('URL')).toHaveValue(config.url)
  await expect(page.getByRole('main')).toContainText('webhook to https://hooks.example.com/…a1b2')
  await page.getByLabel('URL').fill('https://hooks.example.com/…a1b2')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('give the whole URL')).toBeVisible()

  const { userId, email } = await addPerson('Vic')
  await query(
    `UPDATE membership SET role = 'viewer', workspace_id = (SELECT workspace_id FROM channel WHERE id = $2) WHERE user_id = $1`,
    [userId, uuidOf(id)],
  )
  const vic = await browser.newPage({ storageState: { cookies: [], origins: [] }, ...(baseURL && { baseURL }) })
  await vic.goto(await newSignInLink(email))
  await vic.getByRole('button', { name: 'Sign in' }).click()
  await vic.waitForURL('**/monitors')
  for (const each of [path, '/channels', '/monitors/new']) {
    const answer = await vic.goto(each)
    expect(await answer?.text()).not.toContain('swordfish')
  }
  await vic.goto(path)
  await expect(vic.getByRole('main')).toContainText('webhook to https://hooks.example.com/…a1b2')
  await expect(vic.getByLabel('URL')).toHaveCount(0)
  await vic.close()
})

test('an e-mail channel is made and can be deleted by its name', async ({ page }) => {
  await page.goto('/channels/new')
  await page.getByText('E-mail', { exact: true }).click()
  await page.getByLabel('Name').fill('the team')
  await page.getByRole('combobox', { name: 'To' }).fill('ada@example.com')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Create channel' }).click()
  await expect(page.getByRole('heading', { name: 'the team' })).toBeVisible()
  await expect(page.getByRole('main')).toContainText('email to ada@example.com')
  await page.getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('dialog').getByLabel(/Type/).fill('the team')
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await expect(page).toHaveURL(/\/channels$/)
  await expect(page.getByRole('link', { name: 'the team' })).toHaveCount(0)
})

test('silence becomes an incident after its limit, with its reason, and a success closes it', async ({ page, api }) => {
  const sink = await openSink()
  try {
    const channel = await api.createChannel({ kind: 'webhook', name: 'silence hook', config: { url: sink.url } })
    const { heartbeatUrl } = await api.createMonitor({
      name: 'silent-job',
      schedule: { type: 'none' },
      silenceSeconds: 2,
      channels: [channel.id],
    })
    await beat(heartbeatUrl, 'start')
    await page.goto('/incidents')
    const row = page.getByRole('row').filter({ hasText: 'silent-job' })
    await expect(row).toContainText('fell silent during a run', { timeout: 20_000 })
    await expect(row).toContainText('still down')
    await beat(heartbeatUrl, 'success')
    await expect(row).not.toContainText('still down', { timeout: 20_000 })
    await expect
      .poll(() => sink.received.map(({ body }) => JSON.parse(body).type))
      .toEqual(['monitor.down', 'monitor.up'])
  } finally {
    await sink.close()
  }
})
