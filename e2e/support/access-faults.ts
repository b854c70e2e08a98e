import AxeBuilder from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'
import { changed } from './test'

type Look = readonly ['light' | 'dark', number]

/** `LUBDUB_TEST_LONG=1` looks at each scheme in each width. */
export const LOOKS: readonly Look[] = [
  ['light', 1440],
  ['dark', 390],
  ...(process.env.LUBDUB_TEST_LONG === '1'
    ? ([
        ['light', 390],
        ['dark', 1440],
      ] as const)
    : []),
]

/** Serious faults of access of the page, once what moves has come to rest, a line each. */
export async function accessFaults(page: Page): Promise<string[]> {
  await changed(page)
  // No page has frames: what gathers their results in a page of its own is left out, which halves the time.
  const axe = new AxeBuilder({ page }).setLegacyMode().withTags(['wcag2a', 'wcag2aa', 'wcag21aa'])
  const { violations } = await axe.options({ resultTypes: ['violations'] }).analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`)
}

/** As `accessFaults`, in that scheme and at that width, at which nothing may be wider than the window. */
export async function faultsInLook(page: Page, [colorScheme, width]: Look): Promise<string[]> {
  await page.setViewportSize({ width, height: 900 })
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', colorScheme)
  const faults = await accessFaults(page)
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  if (overflow > 0) faults.push(`${overflow} px wider than the window`)
  return faults.map((fault) => `${new URL(page.url()).pathname}, ${colorScheme}, ${width} px: ${fault}`)
}
