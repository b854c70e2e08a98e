import { ensurePrismaClient } from './generate.mjs'
import { ensureInstalled } from './install.mjs'
import { ensureServerBundles } from './server-bundles.mjs'
import { ensureWebBuild } from './web-build.mjs'

/** All steps between a fresh clone and a start; finished steps are skipped. */
export async function buildAll() {
  await ensureInstalled()
  await ensurePrismaClient()
  await ensureServerBundles()
  await ensureWebBuild()
}
