import { existsSync } from 'node:fs'
import { systemBrowser } from '../setup/browser.mjs'
import { withProgress } from '../setup/progress.mjs'
import { run, runBin } from '../setup/run.mjs'

/** Finds or fetches a Chromium: the system's, else Playwright's own, else Debian's package when we are root. */
export async function ensureBrowser() {
  if (systemBrowser() || (await hasPlaywrightsOwn())) return
  const attempts = [
    ['Fetching Chromium for Playwright', fetchPlaywrightsOwn],
    ...(process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')
      ? [['Installing Chromium (apt)', installPackage]]
      : []),
  ]
  const failures = []
  for (const [title, attempt] of attempts) {
    try {
      await withProgress(title, attempt)
      return
    } catch (error) {
      failures.push(error.message)
    }
  }
  throw new Error(
    `There is no Chromium for the browser tests. Install one, or name it in LUBDUB_CHROMIUM.\n${failures.join('\n')}`,
  )
}

async function hasPlaywrightsOwn() {
  const { chromium } = await import('@playwright/test')
  return existsSync(chromium.executablePath())
}

function fetchPlaywrightsOwn() {
  const env = { PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT: '10000' }
  return runBin('@playwright/test/cli.js', ['install', 'chromium'], { env })
}

async function installPackage() {
  const env = { DEBIAN_FRONTEND: 'noninteractive' }
  await run('apt-get', ['update', '-qq'], { env })
  await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], { env })
}
