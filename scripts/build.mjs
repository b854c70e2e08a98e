import './setup/require-node.mjs'
import { existsSync } from 'node:fs'
import { requireUnlocked } from '../server/start/lock-holder.mjs'
import { buildAll } from './setup/build-all.mjs'
import { guard } from './setup/guard.mjs'
import { inRoot, root } from './setup/root.mjs'

process.chdir(root)
if (existsSync(inRoot('.env'))) process.loadEnvFile(inRoot('.env'))

await guard(async () => {
  requireUnlocked(process.env, { doing: 'a build' })
  await buildAll()
})
