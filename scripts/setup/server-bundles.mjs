import { existsSync, statSync } from 'node:fs'
import { fingerprint, unlessDone } from './fingerprint.mjs'
import { withProgress } from './progress.mjs'
import { inRoot, root } from './root.mjs'

const ENTRIES = {
  main: 'server/start/main.ts',
  ingest: 'server/ingest/main.ts',
  worker: 'server/worker/main.ts',
  web: 'server/web/main.ts',
  link: 'scripts/mint-sign-in-link.ts',
  'rotate-secret': 'scripts/rotate-secret.ts',
  backup: 'scripts/backup.ts',
  restore: 'scripts/restore.ts',
}

/** @returns {import('esbuild').BuildOptions} */
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
    plugins: [ownModules],
  }
}

/**
 * Packages stay external; without this plugin, esbuild would treat a misspelt `@/…` as a package, which fails only at
 * the start.
 */
const ownModules = {
  name: 'own-modules',
  setup(build) {
    build.onResolve({ filter: /^@\// }, ({ path: name }) => {
      const file = ['', '.ts', '.tsx', '/index.ts'].map((end) => inRoot(name.slice(2) + end)).find(isFile)
      return file ? { path: file } : { errors: [{ text: `There is no ${name}.` }] }
    })
  },
}

function isFile(file) {
  return statSync(file, { throwIfNoEntry: false })?.isFile() === true
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
      'scripts/mint-sign-in-link.ts',
      'scripts/rotate-secret.ts',
      'scripts/backup.ts',
      'scripts/restore.ts',
    ]),
    work: () =>
      withProgress('Bundling the server', async () => {
        const { build, stop } = await import('esbuild')
        await build(bundleOptions(serverEntries()))
        await stop()
      }),
  })
}
