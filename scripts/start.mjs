import './setup/require-node.mjs'
import { existsSync } from 'node:fs'
import { requireUnlocked } from '../server/start/lock-holder.mjs'
import { publicAddress, requireFreePort } from '../server/start/require-free-port.mjs'
import { buildAll } from './setup/build-all.mjs'
import { guard } from './setup/guard.mjs'
import { inRoot, root } from './setup/root.mjs'

process.chdir(root)
if (existsSync(inRoot('.env'))) process.loadEnvFile(inRoot('.env'))

await guard(async () => {
  // Before a build replaces the files of a running product. The built product checks again, and takes the lock.
  requireUnlocked(process.env)
  if (!existsSync(inRoot('dist/main.mjs'))) await requireFreePort(publicAddress(process.env))
  await buildAll()
  process.setSourceMapsEnabled(true)
  // In this process: no signals have to be forwarded, and a kill ends both.
  // As any text: what is built may not be there yet, and its types are checked where it is written.
  await import(/** @type {string} */ ('../dist/main.mjs'))
})
