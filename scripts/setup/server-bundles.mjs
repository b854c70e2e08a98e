import { existsSync } from 'node:fs'
import { fingerprint, unlessDone } from './fingerprint.mjs'
import { withProgress } from './progress.mjs'
import { inRoot, root } from './root.mjs'

const ENTRIES = {
  main: 'server/start/main.ts',
  ingest: 'server/ingest/main.ts',
  worker: 'server/worker/main.ts',
  web: 'server/web/main.ts',
}

export function bundleOptions(entryPoints) {
  return {
    absWorkingDir: root,
    entryPoints,
    outdir: 'dist',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    jsx: 'automatic',
    sourcemap: true,
    logLevel: 'error',
    tsconfig: inRoot('tsconfig.json'),
  }
}

export function serverEntries() {
  return Object.fromEntries(Object.entries(ENTRIES).filter(([, file]) => existsSync(inRoot(file))))
}

/** Bundles the processes into dist/ when their sources changed. */
export async function ensureServerBundles() {
  await unlessDone({
    stamp: 'dist/.server-sources',
    print: fingerprint([
      'server',
      'lib',
      'prisma/schema.prisma',
      'package-lock.json',
      'tsconfig.json',
      'scripts/setup',
    ]),
    work: () =>
      withProgress('Bundling the server', async () => {
        const { build, stop } = await import('esbuild')
        await build(bundleOptions(serverEntries()))
        await stop()
      }),
  })
}
