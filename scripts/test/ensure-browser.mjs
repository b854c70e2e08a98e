import { existsSync } from 'node:fs'
import { systemBrowser } from '../setup/browser.mjs'
import { withProgress } from '../setup/progress.mjs'
import { run, runBin } from '../setup/run.mjs'

/** Finds or fetches a Chromium: the system's, else Playwright's own, else Debian's package when we are root. */
export async function ensureBrowser() {
  if (systemBrowser() || (await launches())) return
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

/** Playwright's own is of use only where the system has the libraries that it needs. */
async function launches() {
  const { chromium } = await import('@playwright/test')
  try {
    const browser = await chromium.launch({ args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] })
    await browser.close()
    return true
  } catch {
    return false
  }
}

async function fetchPlaywrightsOwn() {
  const env = { PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT: '10000' }
  await runBin('@playwright/test/cli.js', ['install', 'chromium'], { env })
  if (!(await launches())) throw new Error('The Chromium that Playwright fetched does not start on this system.')
}

async function installPackage() {
  const env = { DEBIAN_FRONTEND: 'noninteractive' }
  await run('apt-get', ['update', '-qq'], { env })
  await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], { env })
}
