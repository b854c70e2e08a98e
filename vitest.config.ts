import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const root = fileURLToPath(new URL('.', import.meta.url))

export default defineConfig({
  resolve: { alias: { '@': root.replace(/\/$/, '') } },
  test: {
    // A test without an assertion proves nothing.
    expect: { requireAssertions: true },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['{lib,components,server,scripts,bench,e2e}/**/*.test.{ts,tsx}'],
          exclude: ['**/*.db.test.ts'],
          // Loading the modules again for each file takes longer than the tests.
          isolate: false,
          maxWorkers: 2,
          testTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'db',
          include: ['{lib,server,app}/**/*.db.test.ts'],
          globalSetup: ['./lib/db/testing/global-setup.ts'],
          setupFiles: ['./lib/db/testing/fresh-file.ts'],
          isolate: false,
          // Their receivers are on loopback.
          env: { LUBDUB_ALLOW_PRIVATE_WEBHOOKS: '1' },
          testTimeout: 60_000,
          hookTimeout: 120_000,
          maxWorkers: 3,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
