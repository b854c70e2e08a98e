import { ensurePrismaClient } from './generate.mjs'
import { ensureInstalled } from './install.mjs'
import { ensureServerBundles } from './server-bundles.mjs'
import { ensureWebBuild } from './web-build.mjs'

/** Everything between a fresh clone and a start; what is done already is left alone. */
export async function buildAll() {
  await ensureInstalled()
  await ensurePrismaClient()
  await ensureServerBundles()
  await ensureWebBuild()
}
