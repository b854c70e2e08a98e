import './setup/require-node.mjs'
import { existsSync } from 'node:fs'
import { publicAddress, requireFreePort } from '../server/start/require-free-port.mjs'
import { ensurePrismaClient } from './setup/generate.mjs'
import { guard } from './setup/guard.mjs'
import { ensureInstalled } from './setup/install.mjs'
import { inRoot, root } from './setup/root.mjs'
import { bundleOptions, serverEntries } from './setup/server-bundles.mjs'

process.chdir(root)
if (existsSync(inRoot('.env'))) process.loadEnvFile(inRoot('.env'))
process.env.LUBDUB_DEV = '1'

/** The same processes as `npm start`, but pages reload while they are edited and servers start again when rebuilt. */
await guard(async () => {
  await requireFreePort(publicAddress(process.env))
  await ensureInstalled()
  await ensurePrismaClient()
  const { context } = await import('esbuild')
  const bundling = await context({ ...bundleOptions(serverEntries()), outdir: 'dist/dev', logLevel: 'warning' })
  await bundling.rebuild()
  await bundling.watch()
  process.setSourceMapsEnabled(true)
  // @ts-expect-error: it exists once it is built
  await import('../dist/dev/main.mjs')
})
