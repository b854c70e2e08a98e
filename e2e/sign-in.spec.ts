import { test as base, expect } from '@playwright/test'
import { newSignInLink } from './support/test'

base.describe('signing in', () => {
  base('a link works once, and only when a person confirms it', async ({ page, request }) => {
    const link = await newSignInLink()
    await request.get(link)
    await page.goto(link)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await expect(page.getByRole('heading', { name: 'Monitors' })).toBeVisible()

    await page.context().clearCookies()
    await page.goto(link)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await expect(page.getByRole('alert').filter({ hasText: 'npm run link' })).toContainText('used before')
  })

  base('a page behind sign-in sends to the sign-in page, which says how to get a link', async ({ page }) => {
    await page.goto('/monitors')
    await expect(page).toHaveURL(/\/sign-in\?next=%2Fmonitors$/)
    await expect(page.getByText('npm run link')).toBeVisible()
  })

  base('signing out ends the session', async ({ page }) => {
    await page.goto(await newSignInLink())
    await page.getByRole('button', { name: 'Sign in' }).click()
    await expect(page.getByRole('heading', { name: 'Monitors' })).toBeVisible()
    const signOut = page.getByRole('menuitem', { name: 'Sign out' })
    // A click that comes before the page is alive opens nothing.
    await expect(async () => {
      await page.getByRole('button', { name: /^You:/ }).click()
      await expect(signOut).toBeVisible({ timeout: 1_000 })
    }).toPass()
    await signOut.click()
    await expect(page).toHaveURL(/\/sign-in$/)
    await page.goto('/channels')
    await expect(page).toHaveURL(/\/sign-in\?next=%2Fchannels$/)
  })
})
