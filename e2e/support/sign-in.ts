import { expect, type Page } from '@playwright/test'

/** Opens a page, and waits until it is hydrated. */
export async function open(page: Page, path: string) {
  await page.goto(path)
  await isAlive(page)
}

/** Waits until the page is hydrated. */
export async function isAlive(page: Page) {
  await page.waitForFunction(() => {
    const control = document.querySelector('main button, main input')
    return control !== null && Object.keys(control).some((key) => key.startsWith('__reactProps'))
  })
}

/** Requests a mail to an address, and expects an answer. */
export async function askByMail(page: Page, email: string, { next = '' } = {}) {
  await open(page, `/sign-in${next && `?next=${encodeURIComponent(next)}`}`)
  await page.getByLabel('Mail address').fill(email)
  await page.getByRole('button', { name: 'Mail me a code' }).click()
  await expect(page).toHaveURL(/\/sign-in\/code$/)
  await expect(page.getByText(email)).toBeVisible()
}

/** Types a code where it was requested. */
export async function enterCode(page: Page, code: string) {
  await open(page, '/sign-in/code')
  await page.getByLabel('Code').fill(code)
  await page.getByRole('button', { name: 'Sign in' }).click()
}
