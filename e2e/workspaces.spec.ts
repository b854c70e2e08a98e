import type { Browser, Page } from '@playwright/test'
import { openMailbox } from '@/lib/services/invitations/testing/mailbox'
import { accessFaults } from './support/access-faults'
import { expect, test } from './support/test'

const PALETTE = 'Go to a page, a monitor, another workspace'
const mailPort = () => Number(new URL(process.env.SMTP_URL ?? '').port)

/** Someone else, in a browser of their own. */
async function someone(browser: Browser): Promise<Page> {
  const context = await browser.newContext({
    baseURL: process.env.LUBDUB_E2E_URL,
    storageState: { cookies: [], origins: [] },
  })
  return context.newPage()
}

async function inviteByMail(page: Page, email: string, role: string): Promise<string> {
  const mailbox = await openMailbox({ port: mailPort() })
  try {
    await page.goto('/settings/members')
    await page.getByLabel('E-mail address').fill(email)
    await page.getByRole('combobox', { name: 'Role', exact: true }).click()
    await page.getByRole('option', { name: role, exact: true }).click()
    await page.getByRole('button', { name: 'Invite' }).click()
    await expect(page.getByText(`Lubdub sends the mail to ${email}.`)).toBeVisible()
    const own = mailbox.received.filter(({ to }) => to.includes(email))
    expect(own).toHaveLength(1)
    return /\/invitations\/inv_[a-z2-7]+/.exec(own[0]?.mail.text ?? '')?.[0] ?? ''
  } finally {
    await mailbox.close()
  }
}

/** A page that is not hydrated yet ignores keys and clicks. */
async function openPalette(page: Page, open: () => Promise<void>): Promise<void> {
  await expect(async () => {
    await open()
    await expect(page.getByPlaceholder(PALETTE)).toBeVisible({ timeout: 1_000 })
  }).toPass()
}

test('someone is invited, joins, gets another role, and loses access at the next click', async ({ page, browser }) => {
  const path = await inviteByMail(page, 'dan@example.com', 'viewer')
  await page.goto(path)
  await expect(page.getByText('You are signed in as')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Join' })).toHaveCount(0)

  const dan = await someone(browser)
  await dan.goto(path)
  await dan.reload()
  expect(await accessFaults(dan)).toEqual([])
  await dan.getByLabel('Your name').fill('Dan')
  await dan.getByRole('button', { name: 'Join' }).click()
  await dan.waitForURL('**/monitors')
  await expect(dan.getByRole('link', { name: 'New monitor' })).toHaveCount(0)
  await dan.goto(path)
  await expect(dan.getByRole('heading', { name: 'This invitation is not valid' })).toBeVisible()
  await dan.goto('/settings/general')
  await expect(dan.getByText('This is for owners and admins')).toBeVisible()
  await expect(dan.getByRole('navigation', { name: 'Settings' }).getByRole('link', { name: 'General' })).toHaveCount(0)

  await page.goto('/settings/members')
  await page.getByRole('combobox', { name: 'Role of dan@example.com' }).click()
  await page.getByRole('option', { name: 'admin', exact: true }).click()
  await expect(page.getByText('Dan is now admin.')).toBeVisible()
  await dan.goto('/settings/general')
  await expect(dan.getByLabel('Name')).toBeVisible()
  await expect(dan.getByRole('button', { name: 'Delete this workspace' })).toHaveCount(0)

  await dan.goto('/monitors')
  await page.getByRole('button', { name: 'Remove dan@example.com' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
  await expect(page.getByText('dan@example.com')).toHaveCount(0)
  await dan.getByRole('link', { name: 'Channels' }).click()
  await expect(dan.getByRole('heading', { name: 'You have no workspace' })).toBeVisible()
  expect(await accessFaults(dan)).toEqual([])
  const answer = await dan.request.get('/api/v1/monitors')
  expect(answer.status()).toBe(403)
  await dan.getByLabel('Name').fill('Dan’s own')
  await dan.getByRole('button', { name: 'Create workspace' }).click()
  await dan.waitForURL('**/monitors')
  await expect(dan.getByRole('button', { name: 'Workspace: Dan’s own' })).toBeVisible()
  await dan.context().close()
})

test('a revoked invitation is not valid', async ({ page, browser }) => {
  const path = await inviteByMail(page, 'fay@example.com', 'member')
  await page.getByRole('button', { name: 'Revoke the invitation of fay@example.com' }).click()
  await expect(page.getByText('The invitation of fay@example.com was revoked.')).toBeVisible()
  const fay = await someone(browser)
  await fay.goto(path)
  await expect(fay.getByRole('heading', { name: 'This invitation is not valid' })).toBeVisible()
  await fay.context().close()
})

test('the palette finds pages, monitors and other workspaces', async ({ page, api }) => {
  const { id } = await api.createMonitor({ name: 'palette-job', schedule: { type: 'none' } })
  await page.goto('/settings/workspaces')
  await page.getByLabel('Name').fill('Second')
  await page.getByRole('button', { name: 'Create workspace' }).click()
  await page.waitForURL('**/monitors')
  await expect(page.getByRole('button', { name: 'Workspace: Second' })).toBeVisible()

  await openPalette(page, () => page.keyboard.press('Control+k'))
  await page.getByPlaceholder(PALETTE).fill('palette-job')
  await expect(page.getByText('Nothing has this name.')).toBeVisible()
  await page.getByPlaceholder(PALETTE).fill('switch to home')
  await page.getByRole('button', { name: 'Switch to Home' }).click()
  await expect(page.getByRole('button', { name: 'Workspace: Home' })).toBeVisible()

  await openPalette(page, () => page.getByRole('button', { name: 'Search' }).click())
  await page.getByPlaceholder(PALETTE).fill('palette')
  await expect(page.getByRole('button', { name: 'palette-job' })).toBeVisible()
  expect(await accessFaults(page)).toEqual([])
  await page.keyboard.press('Enter')
  await page.waitForURL(`**/monitors/${id}`)
  await expect(page.getByPlaceholder(PALETTE)).toHaveCount(0)

  await openPalette(page, () => page.keyboard.press('Control+k'))
  await page.getByPlaceholder(PALETTE).fill('members')
  await expect(page.locator('[data-action][data-selected]')).toHaveText('Settings: Members')
  await page.keyboard.press('Enter')
  await page.waitForURL('**/settings/members')
})

test('a workspace is deleted by its name, says so on every page, and is restored', async ({ page }) => {
  await page.goto('/settings/workspaces')
  await page.getByLabel('Name').fill('Short-lived')
  await page.getByRole('button', { name: 'Create workspace' }).click()
  await page.waitForURL('**/monitors')
  await page.goto('/settings/general')
  await page.getByRole('button', { name: 'Delete this workspace' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel(/Type/).fill('short')
  await expect(dialog.getByRole('button', { name: 'Delete' })).toBeDisabled()
  await dialog.getByLabel(/Type/).fill('Short-lived')
  await dialog.getByRole('button', { name: 'Delete' }).click()
  await expect(page.getByText('This workspace is being deleted')).toBeVisible()
  await page.goto('/monitors')
  await expect(page.getByText('This workspace is being deleted')).toBeVisible()
  expect(await accessFaults(page)).toEqual([])
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByText('This workspace is being deleted')).toHaveCount(0)
  await page.getByRole('button', { name: 'Workspace: Short-lived' }).click()
  await page.getByRole('menuitem', { name: 'Home' }).click()
  await expect(page.getByRole('button', { name: 'Workspace: Home' })).toBeVisible()
})
