import { beat } from './support/api'
import { expect, test } from './support/test'

test('tags are typed into the form, stand in the list, and filter it', async ({ page, api }) => {
  const schedule = { type: 'none' }
  await api.createMonitor({ name: 'tagged-other', schedule, tags: ['e2e-prod'] })
  const { id, heartbeatUrl } = await api.createMonitor({ name: 'tagged-job', schedule })
  await beat(heartbeatUrl, 'success')
  await page.goto(`/monitors/${id}/edit`)
  const tags = page.getByRole('combobox', { name: 'Tags' })
  await tags.fill('e2e-prod')
  await page.getByRole('option', { name: 'e2e-prod' }).click()
  await tags.fill('E2E-Prod')
  await tags.press('Enter')
  await tags.fill('')
  await tags.fill('night shift')
  await tags.press('Enter')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByTestId('monitor-name')).toHaveText('tagged-job')
  await expect(page.getByRole('main').getByRole('link', { name: /^tag / })).toHaveText([
    'tag e2e-prod',
    'tag night shift',
  ])

  await page.getByRole('link', { name: 'tag e2e-prod' }).click()
  await expect(page).toHaveURL(/\/monitors\?tag=e2e-prod$/)
  await expect(page.locator('[data-row-link]')).toHaveCount(2)
  await page.locator('[data-row-link]').first().waitFor()
  await page.getByRole('row').getByRole('link', { name: 'tag night shift' }).click()
  await expect(page).toHaveURL(/\/monitors\?tag=e2e-prod&tag=night\+shift$/)
  await expect(page.locator('[data-row-link]')).toHaveText(['tagged-job'])

  const filters = page.getByRole('list', { name: 'Status' })
  await expect(filters.getByRole('link', { name: 'up 1', exact: true })).toBeVisible()
  const chosen = page.getByRole('list', { name: 'Chosen' })
  await chosen.getByRole('link', { name: 'tag e2e-prod' }).click()
  await expect(page).toHaveURL(/\/monitors\?tag=night\+shift$/)
  await chosen.getByRole('link', { name: 'tag night shift' }).click()
  await expect(page).toHaveURL(/\/monitors$/)

  await page.goto('/monitors?tag=e2e-none')
  await expect(page.getByText('Nothing matches')).toBeVisible()
  await expect(chosen.getByRole('link', { name: 'tag e2e-none' })).toBeVisible()
})

test('a tag that cannot be is said at its field', async ({ page, api }) => {
  const { id } = await api.createMonitor({ name: 'tagless-job', schedule: { type: 'none' } })
  await page.goto(`/monitors/${id}/edit`)
  const tags = page.getByRole('combobox', { name: 'Tags' })
  await tags.fill('x'.repeat(51))
  await tags.press('Enter')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('alert').filter({ hasText: 'Not saved' })).toContainText(
    'Tag must have between 1 and 50 characters; it is longer.',
  )
  await expect(tags).toBeFocused()
})
