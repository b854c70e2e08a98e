import { existsSync } from 'node:fs'

const SYSTEM_BROWSERS = [
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
