import os from 'node:os'
import path from 'node:path'
import { defineConfig, devices } from '@playwright/test'
import { systemBrowser } from './scripts/setup/browser.mjs'

const port = Number(process.env.LUBDUB_E2E_PORT ?? 4310)
const url = `http://localhost:${port}`

// Tests and the server that Playwright starts for them read the same variables.
process.env.LUBDUB_E2E_URL = url
process.env.LUBDUB_DATA_DIR = path.join(os.tmpdir(), `lubdub-e2e-${port}`)
process.env.LUBDUB_BOOTSTRAP_API_KEY = `ldw_${'e2e'.repeat(10)}23`
process.env.SMTP_URL = `smtp://127.0.0.1:${port + 1}`
process.env.LUBDUB_SIGNUP = 'welcome.example'
process.env.LUBDUB_OIDC_ISSUER = `http://localhost:${port + 2}`
process.env.LUBDUB_OIDC_ID = 'lubdub'
process.env.LUBDUB_OIDC_SECRET = 'a secret of the issuer'
process.env.LUBDUB_OIDC_NAME = 'Engines'
process.env.LUBDUB_GITHUB_URL = `http://localhost:${port + 3}`
process.env.LUBDUB_GITHUB_ID = 'lubdub-at-github'
process.env.LUBDUB_GITHUB_SECRET = 'a secret of GitHub'

const browser = systemBrowser()

export default defineConfig({
  testDir: './e2e',
  testMatch: '**/*.spec.ts',
  outputDir: './test-results/e2e',
  fullyParallel: false,
  workers: 1,
  forbidOnly: true,
  // A machine shared with others can be slow enough to miss a click; the report says when that was so.
  retries: process.env.CI ? 1 : 0,
  timeout: 90_000,
  expect: { timeout: 10_000 },
  reporter: [['list'], ['json', { outputFile: 'test-results/e2e.json' }]],
  use: {
    ...devices['Desktop Chrome'],
    baseURL: url,
    // Tracing costs as much again as the tests: where there is a second try, that one is traced.
    trace: process.env.CI ? 'on-first-retry' : 'retain-on-failure',
    launchOptions: {
      ...(browser ? { executablePath: browser } : {}),
      args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
    },
  },
  webServer: {
    command: 'node scripts/e2e-server.mjs',
    url: `${url}/api/ready`,
    timeout: 240_000,
    reuseExistingServer: false,
    gracefulShutdown: { signal: 'SIGTERM', timeout: 20_000 },
    stdout: 'pipe',
    env: { PORT: String(port), HOST: '127.0.0.1', LUBDUB_URL: url, LUBDUB_ALLOW_PRIVATE_WEBHOOKS: '1' },
  },
})
