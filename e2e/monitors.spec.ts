import { execFileSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { beat } from './support/api'
import { expect, test } from './support/test'

test('a monitor is made with a preview, and its pasted curl line makes it up', async ({ page }) => {
  await page.goto('/monitors/new')
  await page.getByLabel('Name', { exact: true }).fill('pasted-job')
  const preview = page.getByRole('complementary', { name: 'Next expected times' })
  await expect(preview.getByRole('row')).toHaveCount(6)
  await expect(preview.getByRole('cell', { name: /02:00$/ })).toHaveCount(5)

  // Typed letter by letter a zone is none yet, and nothing that was typed is lost.
  const zone = page.getByRole('combobox', { name: 'Time zone' })
  await zone.fill('')
  await zone.pressSequentially('Asia/Kol')
  await expect(preview.getByRole('table')).toHaveCount(0)
  await page.getByRole('option', { name: 'Asia/Kolkata' }).click()
  await expect(preview.getByRole('columnheader').first()).toHaveText('Asia/Kolkata')
  await expect(preview.getByRole('cell', { name: /02:00$/ })).toHaveCount(5)
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('pasted-job')

  await page.getByLabel('Cron expression').fill('99 2 * * *')
  await expect(preview).toContainText('99')
  await page.getByRole('button', { name: 'Create monitor' }).click()
  await expect(page.getByLabel('Cron expression')).toBeFocused()
  await expect(page.getByLabel('Cron expression')).toHaveAttribute('aria-invalid', 'true')

  await page.getByLabel('Cron expression').fill('15 4 * * *')
  await page.getByRole('button', { name: 'Create monitor' }).click()
  await expect(page.getByTestId('monitor-name')).toHaveText('pasted-job')
  await expect(page.getByTestId('monitor-status')).toContainText('waiting for its first beat')

  const line = await page.getByRole('tabpanel').locator('pre').innerText()
  expect(line).toMatch(/^curl /)
  execFileSync('sh', ['-c', line], { stdio: 'pipe' })
  await expect(page.getByTestId('monitor-status')).toContainText('on time')
  await expect(page.getByRole('heading', { name: 'Last run' })).toBeVisible()
})

test('a monitor is searched for, opened by keyboard, edited, paused, resumed and deleted', async ({ page, api }) => {
  await api.createMonitor({ name: 'keyboard-job', schedule: { type: 'interval', seconds: 3600 }, family: 'e2e keys' })
  await page.goto('/monitors')
  await expect(page.getByRole('banner').locator('[data-live]')).toHaveText('every 5 s')
  await expect(page.getByRole('button', { name: 'Search' })).toContainText(
    process.platform === 'darwin' ? '⌘K' : 'Ctrl+K',
  )
  await page.locator('body').press('/')
  await page.keyboard.type('KEYBOARD')
  await expect(page).toHaveURL(/query=KEYBOARD/)
  await expect(page.locator('[data-row-link]')).toHaveCount(1)
  await page.getByLabel('Search monitors').blur()
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('monitor-name')).toHaveText('keyboard-job')

  await page.getByRole('link', { name: 'Edit' }).click()
  await page.getByLabel('Name', { exact: true }).fill('renamed-job')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByTestId('monitor-name')).toHaveText('renamed-job')

  await page.getByRole('button', { name: 'Pause' }).click()
  await expect(page.getByTestId('monitor-status')).toContainText('paused since')
  await page.getByRole('button', { name: 'Resume' }).click()
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible()

  await page.getByRole('button', { name: 'Delete' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByRole('button', { name: 'Delete' })).toBeDisabled()
  await dialog.getByLabel(/Type/).fill('renamed-job')
  await dialog.getByRole('button', { name: 'Delete' }).click()
  await expect(page).toHaveURL(/\/monitors$/)
  await expect(page.getByRole('link', { name: 'renamed-job' })).toHaveCount(0)
})

test('a purpose key is made and means its signal and step', async ({ page, api }) => {
  const monitor = await api.createMonitor({ name: 'purpose-job', schedule: { type: 'none' } })
  await page.goto(`/monitors/${monitor.id}`)
  await page.getByRole('button', { name: 'Add a key' }).click()
  await page.getByLabel('Label').fill('TRANSFORM_STARTED')
  await page.getByLabel('Step').fill('transform')
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  const item = page.getByRole('listitem').filter({ hasText: 'TRANSFORM_STARTED' })
  await expect(item).toContainText('means start of transform')
  await fetch(await item.locator('code').last().innerText())
  const { id } = await api.latestRun(monitor.id)
  await page.goto(`/runs/${id}`)
  await expect(page.locator('[data-step="transform"]')).toHaveAttribute('data-state', 'running')
})

test('the lines for bash and Python work as they stand', async ({ page, api }) => {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'lubdub-lines-'))
  for (const step of ['extract', 'load']) {
    writeFileSync(path.join(directory, `${step}.sh`), `#!/bin/sh\necho ${step} is done\n`, { mode: 0o755 })
  }
  const linesOf = async (tab: string) => {
    await page.getByRole('tab', { name: tab }).click()
    return page.getByRole('tabpanel').locator('pre').innerText()
  }

  const shell = await api.createMonitor({ name: 'bash-job', schedule: { type: 'none' } })
  await page.goto(`/monitors/${shell.id}`)
  execFileSync('bash', ['-c', await linesOf('bash')], { cwd: directory, stdio: 'pipe' })
  await page.goto(`/runs/${(await api.latestRun(shell.id)).id}`)
  await expect(page.getByTestId('run-status')).toContainText('succeeded in')
  await expect(page.locator('[data-step]')).toHaveCount(2)
  await expect(page.locator('pre')).toContainText('extract is done')

  const python = await api.createMonitor({ name: 'python-job', schedule: { type: 'none' } })
  await page.goto(`/monitors/${python.id}`)
  execFileSync('python3', ['-c', await linesOf('Python')], { stdio: 'pipe' })
  await page.goto(`/runs/${(await api.latestRun(python.id)).id}`)
  await expect(page.getByTestId('run-status')).toContainText('succeeded in')
  await expect(page.getByRole('main')).toContainText('100 of 100 items')
})

test('the status filter lives in the URL', async ({ page, api }) => {
  const monitor = await api.createMonitor({ name: 'filter-job', schedule: { type: 'none' } })
  await beat(monitor.heartbeatUrl, 'fail', { message: 'no' })
  await page.goto('/monitors?status=down')
  await expect(page.getByRole('link', { name: 'filter-job' })).toBeVisible()
  await page.getByRole('list', { name: 'Status' }).getByRole('link', { name: 'paused' }).click()
  await expect(page).toHaveURL(/status=paused/)
  await expect(page.getByRole('link', { name: 'filter-job' })).toHaveCount(0)
})
