import type { Page } from '@playwright/test'

/** Records, from now on, violations of a page's policy, and errors of its scripts. */
export async function collectPolicyFaults(page: Page, faults: string[]): Promise<void> {
  page.on('console', (message) => {
    if (/Content Security Policy|Refused to/i.test(message.text())) faults.push(`${page.url()}: ${message.text()}`)
  })
  page.on('pageerror', (error) => faults.push(`${page.url()}: ${error.message}`))
  await page.exposeFunction('tellViolation', (text: string) => faults.push(text))
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      const { violatedDirective, blockedURI, sample } = event
      const tell = Reflect.get(window, 'tellViolation') as (text: string) => void
      tell(`${location.pathname}: ${violatedDirective} ${blockedURI} ${sample}`)
    })
  })
}
