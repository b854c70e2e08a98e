import { existsSync } from 'node:fs'
import { HEADLESS_SHELL, systemBrowser } from '../setup/browser.mjs'
import { withProgress } from '../setup/progress.mjs'
import { run, runBin } from '../setup/run.mjs'

const canInstall = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')

/** Finds or fetches a Chromium: the system's, else Playwright's own, else Debian's package when we are root. */
export async function ensureBrowser() {
  if (process.env.CI && canInstall && !existsSync(HEADLESS_SHELL)) await tryHeadlessShell()
  if (systemBrowser() || (await launches())) return
  const attempts = [
    ['Fetching Chromium for Playwright', fetchPlaywrightsOwn],
    ...(canInstall ? [['Installing Chromium (apt)', installPackage]] : []),
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

/** Playwright's own works only when the system has its libraries. */
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

/** Half the work for the same tests. If it cannot be installed, any other Chromium works. */
async function tryHeadlessShell() {
  try {
    await withProgress('Installing the headless Chromium (apt)', () =>
      install('chromium-headless-shell', { seconds: 60 }),
    )
  } catch (error) {
    console.log(`It could not be installed: ${error.message.slice(0, 300)}`)
  }
}

async function installPackage() {
  await install('chromium-headless-shell').catch(() => install('chromium'))
}

async function install(name, { seconds = 180 } = {}) {
  const apt = (...args) =>
    run(
      'timeout',
      [String(seconds), 'apt-get', '-qq', '-o', 'Acquire::http::Timeout=10', '-o', 'Acquire::Retries=1', ...args],
      {
        env: { DEBIAN_FRONTEND: 'noninteractive' },
      },
    )
  await apt('update')
  await apt('install', '-y', '--no-install-recommends', name)
}
