import './setup/require-node.mjs'
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { ensurePrismaClient } from './setup/generate.mjs'
import { ensureInstalled } from './setup/install.mjs'
import { inRoot, root } from './setup/root.mjs'
import { bundleOptions } from './setup/server-bundles.mjs'

const [entry, ...args] = process.argv.slice(2)
if (!entry) {
  console.error('Usage: node scripts/run-ts.mjs <entry.ts> [arguments]')
  process.exit(2)
}

process.chdir(root)
if (existsSync(inRoot('.env'))) process.loadEnvFile(inRoot('.env'))
await ensureInstalled()
await ensurePrismaClient()
const name = entry.replace(/\.tsx?$/, '').replaceAll(/[\\/.]+/g, '-')
const { build, stop } = await import('esbuild')
await build({ ...bundleOptions({ [name]: entry }), outdir: 'dist/tmp' })
await stop()

const child = spawn(process.execPath, ['--enable-source-maps', inRoot('dist/tmp', `${name}.mjs`), ...args], {
  stdio: 'inherit',
})
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.on(signal, () => child.kill(signal))
child.once('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)))
