import { existsSync } from 'node:fs'

/** Without a screen, and in half the time. */
export const HEADLESS_SHELL = '/usr/bin/chromium-headless-shell'

const SYSTEM_BROWSERS = [
  HEADLESS_SHELL,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** The Chromium of this machine that browser tests use, or null: then Playwright's own. */
export function systemBrowser() {
  const candidates = process.env.LUBDUB_CHROMIUM ? [process.env.LUBDUB_CHROMIUM] : SYSTEM_BROWSERS
  return candidates.find((file) => existsSync(file)) ?? null
}
