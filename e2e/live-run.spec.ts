import { beat, beatWithOutput } from './support/api'
import { expect, test } from './support/test'

test('a run is seen to advance, step by step and shard by shard, without a reload', async ({ page, api }) => {
  const { id, heartbeatUrl } = await api.createMonitor({ name: 'live-job', schedule: { type: 'none' } })
  await beat(heartbeatUrl, 'start')
  const run = await api.latestRun(id)
  await page.goto(`/runs/${run.id}`)
  const live = page.getByRole('banner').locator('[data-live]')
  await expect(live).toHaveText('live')
  await page.evaluate(() => document.body.setAttribute('data-same-page', ''))

  await beat(heartbeatUrl, 'start', { step: 'extract' })
  const extract = page.locator('[data-step="extract"]')
  await expect(extract).toHaveAttribute('data-state', 'running')
  await beat(heartbeatUrl, 'success', { step: 'extract', message: '12 files' })
  await expect(extract).toHaveAttribute('data-state', 'succeeded')
  await expect(extract).toContainText('12 files')

  await beat(heartbeatUrl, 'start', { step: 'load', shards: 3 })
  await beat(heartbeatUrl, 'progress', { step: 'load', shard: 'a', done: 25, total: 100, unit: 'rows' })
  const load = page.locator('[data-step="load"]')
  await expect(load.locator('[data-shard="a"]')).toContainText('25 of 100 rows')
  await expect(load).toContainText('2 without a beat yet')
  await beat(heartbeatUrl, 'success', { step: 'load', shard: 'a' })
  await expect(load.locator('[data-shard="a"]')).toHaveAttribute('data-state', 'succeeded')
  await expect(load).toContainText('1 of 3 shards')

  await beat(heartbeatUrl, 'progress', { done: 50, total: 200, unit: 'rows' })
  await expect(page.getByTestId('run-status')).toContainText('25 %')
  await expect(page.getByRole('main')).toContainText('per ')

  await beatWithOutput(heartbeatUrl, 'fail', 'line one\n<b>not markup</b>\nERROR disk full\n')
  await expect(page.getByTestId('run-status')).toContainText('failed')
  await expect(page.locator('pre')).toContainText('<b>not markup</b>')
  await page.getByLabel('Search the output').fill('error')
  await expect(page.locator('pre mark')).toHaveText('ERROR')
  expect(await page.evaluate(() => document.body.hasAttribute('data-same-page'))).toBe(true)
})

test('while the stream is cut the page polls; without a connection it stops, and then recovers', async ({
  page,
  api,
  context,
}) => {
  const input = { name: 'cut-job', schedule: { type: 'none' }, runbook: 'See https://wiki.example.com/cut, please.' }
  const { id, heartbeatUrl } = await api.createMonitor(input)
  await beat(heartbeatUrl, 'start')
  const run = await api.latestRun(id)
  const isStream = (url: URL) => url.pathname.startsWith('/api/live/runs/') && !url.searchParams.has('once')
  await page.route(isStream, (route) => route.abort())
  await page.goto(`/runs/${run.id}`)
  const live = page.getByRole('banner').locator('[data-live]')
  const status = page.getByTestId('run-status')
  await expect(page.getByRole('link', { name: 'https://wiki.example.com/cut' })).toBeVisible()
  await beat(heartbeatUrl, 'start', { step: 'later' })
  await expect(page.locator('[data-step="later"]')).toBeVisible()
  await expect(live).toHaveText('every 3 s')

  await context.setOffline(true)
  await expect(page.getByText(/^No connection since \d\d:\d\d:\d\d$/)).toBeVisible()
  await expect(live).toHaveText(/^as of \d\d:\d\d:\d\d$/)
  const words = await status.innerText()
  await page.waitForTimeout(2_500)
  expect(await status.innerText()).toBe(words)

  await page.unroute(isStream)
  await context.setOffline(false)
  await expect(live).toHaveText('live', { timeout: 20_000 })
  await expect(page.getByText('No connection since')).toBeHidden()
  await expect(status).not.toHaveText(words)
})

test('rows keep their places under the pointer; changes wait until a click', async ({ page, api }) => {
  const [first, second] = [
    await api.createMonitor({ name: 'steady-a', schedule: { type: 'none' } }),
    await api.createMonitor({ name: 'steady-b', schedule: { type: 'none' } }),
  ]
  await beat(first.heartbeatUrl, 'success')
  await beat(second.heartbeatUrl, 'success')
  await page.goto('/monitors?query=steady-')
  const names = page.locator('[data-row-link]')
  await expect(names).toHaveText(['steady-a', 'steady-b'])
  await names.first().hover()
  await beat(second.heartbeatUrl, 'fail', { message: 'exit 1' })
  await expect(page.getByRole('button', { name: 'New order' })).toBeVisible({ timeout: 15_000 })
  await expect(names).toHaveText(['steady-a', 'steady-b'])
  await expect(page.getByRole('main')).toContainText('failed: exit 1')
  await page.mouse.move(5, 5)
  await expect(names).toHaveText(['steady-b', 'steady-a'])
})

test('a stream needs a session, and a run of its workspace', async ({ page }) => {
  const path = '/api/live/runs/run_none?once'
  expect((await fetch(`${process.env.LUBDUB_E2E_URL}${path}`)).status).toBe(401)
  expect((await page.request.get(path)).status()).toBe(404)
})
