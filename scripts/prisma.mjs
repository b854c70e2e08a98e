import './setup/require-node.mjs'
import { spawnSync } from 'node:child_process'
import { inRoot, root } from './setup/root.mjs'

/** Prisma's command line without its native engine, which would have to be downloaded: `npm run prisma -- migrate dev`. */
const { status } = spawnSync(process.execPath, ['node_modules/prisma/build/index.js', ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, ...prismaEnvironment() },
})
process.exit(status ?? 1)

/** Makes Prisma's commands use our engine, and turns off their update check. */
function prismaEnvironment() {
  const quiet = { CHECKPOINT_DISABLE: '1', PRISMA_HIDE_UPDATE_MESSAGE: '1' }
  if (process.platform === 'win32') return quiet
  return { ...quiet, PRISMA_SCHEMA_ENGINE_BINARY: inRoot('scripts/schema-engine/main.mjs') }
}
