import { readFileSync } from 'node:fs'
import { expect, test } from './support/test'

test('the audit log is read, filtered and exported', async ({ page, api }) => {
  const { id } = await api.createMonitor({ name: 'audited-job', schedule: { type: 'none' } })
  await page.goto(`/monitors/${id}/edit`)
  await page.getByLabel('Name', { exact: true }).fill('audited-job-2')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('heading', { name: 'audited-job-2' })).toBeVisible()

  await page.goto('/settings/audit')
  const row = page.getByRole('row').filter({ hasText: 'monitor edited' }).first()
  await expect(row).toContainText('audited-job')
  await expect(row.locator('del')).toHaveText('audited-job')
  await expect(row.locator('ins').first()).toHaveText('audited-job-2')

  await page.getByLabel('What').selectOption('monitor.edited')
  await page.getByLabel('Id').fill(id)
  await page.getByRole('button', { name: 'Filter' }).click()
  await expect(page).toHaveURL(/action=monitor\.edited/)
  await expect(page.getByRole('row')).toHaveCount(2)

  const download = page.waitForEvent('download')
  await page.getByRole('link', { name: 'CSV' }).click()
  const file = await download
  expect(file.suggestedFilename()).toMatch(/^audit-\d{4}-\d\d-\d\d\.csv$/)
  const lines = readFileSync(await file.path(), 'utf8')
    .trim()
    .split('\r\n')
  expect(lines).toHaveLength(2)
  expect(lines[1]).toContain('audited-job-2')

  await page.getByRole('link', { name: 'Clear' }).click()
  await expect(page.getByRole('row').filter({ hasText: 'audit exported' })).toBeVisible()
  await page.goto('/settings/audit?from=2001-01-01&until=2001-01-02')
  await expect(page.getByText('Nothing matches')).toBeVisible()
  await page.goto('/settings/audit?action=none&from=x&cursor=%00')
  await expect(page.getByRole('table')).toBeVisible()
})
