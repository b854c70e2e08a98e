import { rmSync } from 'node:fs'

/** The product for the browser tests: a fresh one, in the data directory that the Playwright configuration names. */
rmSync(process.env.LUBDUB_DATA_DIR, { recursive: true, force: true })
await import('./start.mjs')
