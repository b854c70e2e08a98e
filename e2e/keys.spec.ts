import type { Page } from '@playwright/test'
import { beat } from './support/api'
import { expect, test } from './support/test'

const none = { type: 'none' }
const base = () => process.env.LUBDUB_E2E_URL!

const status = async (token: string) =>
  (await fetch(`${base()}/api/v1/monitors`, { headers: { authorization: `Bearer ${token}` } })).status

const tokenIn = (page: Page) => page.getByRole('dialog').locator('code').first().innerText()

test('an API key is made, shown once, tried, replaced and revoked', async ({ page }) => {
  await page.goto('/settings/api-keys')
  await page.getByRole('button', { name: 'New API key' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Create key' }).click()
  await expect(dialog).toContainText('Name must have between 1 and 100 characters')
  await dialog.getByLabel('Name').fill('terraform')
  await dialog.getByRole('radio', { name: 'Write' }).check()
  await dialog.getByRole('button', { name: 'Create key' }).click()
  await expect(dialog).toContainText('it is not shown again')
  const token = await tokenIn(page)
  expect(token).toMatch(/^ldw_[a-z2-7]{38}$/)
  await expect(dialog.locator('code').nth(1)).toContainText(`Bearer ${token}`)
  expect(await status(token)).toBe(200)
  await dialog.getByRole('button', { name: 'Saved it' }).click()

  const row = page.getByRole('row').filter({ hasText: 'terraform' })
  await expect(row.first()).toContainText('active until')
  expect(await page.content()).not.toContain(token)
  await row.getByRole('button', { name: 'Replace terraform' }).click()
  await dialog.getByRole('button', { name: 'Create the new key' }).click()
  await expect(dialog).toContainText('it is not shown again')
  const next = await tokenIn(page)
  expect(next).not.toBe(token)
  await dialog.getByRole('button', { name: 'Saved it' }).click()
  expect([await status(token), await status(next)]).toEqual([200, 200])

  const old = row.filter({ hasText: 'replaced, active until' })
  await old.getByRole('button', { name: 'Revoke terraform' }).click()
  await dialog.getByRole('button', { name: 'Revoke' }).click()
  await expect(page.getByRole('region', { name: 'Ended' })).toContainText('revoked')
  expect([await status(token), await status(next)]).toEqual([401, 200])
})

test('a heartbeat key is replaced, the old one is seen in use, disabled, enabled and deleted', async ({
  page,
  api,
}) => {
  const { id, heartbeatUrl } = await api.createMonitor({ name: 'rotated-job', schedule: none })
  await beat(heartbeatUrl, 'success')
  await page.goto(`/monitors/${id}`)
  const panel = page.getByRole('region', { name: 'Heartbeat keys' })
  await panel.getByRole('button', { name: 'Actions for main' }).click()
  await page.getByRole('menuitem', { name: 'Replace' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Create the new key' }).click()
  await expect(panel).toContainText('replaced: active until')
  const url = await panel.locator('code').first().innerText()
  expect(url).not.toBe(heartbeatUrl)
  await beat(url, 'success')
  await beat(heartbeatUrl, 'success')
  await expect(async () => {
    await page.reload()
    await expect(panel).toContainText(/old key still used .* by 127\.0\.0\.1/, { timeout: 1_000 })
  }).toPass({ timeout: 15_000 })

  await panel.getByRole('button', { name: 'Actions for the old main' }).click()
  await page.getByRole('menuitem', { name: 'Disable' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Disable' }).click()
  await expect(panel).toContainText('answered like an unknown key')
  expect((await fetch(heartbeatUrl)).status).toBe(404)
  await panel.getByRole('button', { name: 'Actions for the old main' }).click()
  await page.getByRole('menuitem', { name: 'Enable' }).click()
  await expect(panel).not.toContainText('answered like an unknown key')
  expect((await fetch(heartbeatUrl)).status).toBe(200)
  await panel.getByRole('button', { name: 'Actions for the old main' }).click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await expect(panel.getByRole('listitem')).toHaveCount(1)
  expect([(await fetch(heartbeatUrl)).status, (await fetch(url)).status]).toEqual([404, 200])
})

test('a monitor takes POST only, and from chosen addresses, once its form says so', async ({ page, api }) => {
  const { id, heartbeatUrl } = await api.createMonitor({ name: 'guarded-job', schedule: none })
  await page.goto(`/monitors/${id}/edit`)
  await page.getByLabel('Only by POST').check({ force: true })
  const addresses = page.getByRole('combobox', { name: 'Only from these addresses' })
  await addresses.fill('10.1.2.3/8')
  await addresses.press('Enter')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('write 10.0.0.0/8').first()).toBeVisible()
  await addresses.press('Backspace')
  await addresses.fill('127.0.0.0/8')
  await addresses.press('Enter')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByTestId('monitor-name')).toHaveText('guarded-job')
  await expect(page.getByRole('main')).toContainText('by POST only')
  const get = await fetch(heartbeatUrl)
  expect([get.status, await get.text()]).toEqual([405, expect.stringContaining('takes POST only')])
  expect((await fetch(heartbeatUrl, { method: 'POST' })).status).toBe(200)
  await expect(page.getByRole('tabpanel')).toContainText('curl -fsS -X POST')
})

test('a webhook gets a new signing secret, told once', async ({ page, api }) => {
  const config = { url: 'https://example.com/hook' }
  const { id } = await api.createChannel({ kind: 'webhook', name: 'resigned', config })
  await page.goto(`/channels/${id}`)
  await page.getByRole('button', { name: 'New secret' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Create the new secret' }).click()
  await expect(page.getByRole('dialog')).toContainText('not shown again')
  expect(await tokenIn(page)).toMatch(/^whsec_/)
  await page.getByRole('dialog').getByRole('button', { name: 'Saved it' }).click()
  await expect(page.getByRole('region', { name: 'Signing secret' })).toContainText('signs as well, until')
})
