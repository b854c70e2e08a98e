import './setup/require-node.mjs'
import { spawnSync } from 'node:child_process'
import { prismaEnvironment } from './schema-engine/environment.mjs'
import { root } from './setup/root.mjs'

/** Prisma's command line without its native engine, which would have to be downloaded: `npm run prisma -- migrate dev`. */
const { status } = spawnSync(process.execPath, ['node_modules/prisma/build/index.js', ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, ...prismaEnvironment() },
})
process.exit(status ?? 1)
