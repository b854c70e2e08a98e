import { rmSync } from 'node:fs'

/** The product for the browser tests: a fresh one, in the data directory that the Playwright configuration names. */
const { LUBDUB_DATA_DIR } = process.env
if (!LUBDUB_DATA_DIR) throw new Error('LUBDUB_DATA_DIR must name a directory: it is emptied.')
rmSync(LUBDUB_DATA_DIR, { recursive: true, force: true })
await import('./start.mjs')
