import './setup/require-node.mjs'
import { ensurePrismaClient } from './setup/generate.mjs'
import { guard } from './setup/guard.mjs'
import { ensureInstalled } from './setup/install.mjs'
import { ensureServerBundles } from './setup/server-bundles.mjs'
import { ensureWebBuild } from './setup/web-build.mjs'

/** Everything between a fresh clone and a start; what is done already is left alone. */
export async function buildAll() {
  await ensureInstalled()
  await ensurePrismaClient()
  await ensureServerBundles()
  await ensureWebBuild()
}

if (process.argv[1] === import.meta.filename) await guard(buildAll)
