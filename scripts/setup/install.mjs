import { existsSync, readFileSync } from 'node:fs'
import { fingerprint, unlessDone } from './fingerprint.mjs'
import { withProgress } from './progress.mjs'
import { inRoot } from './root.mjs'
import { run } from './run.mjs'

/** Installs the packages of the lock file, unless exactly these are installed. */
export async function ensureInstalled() {
  await unlessDone({
    stamp: 'node_modules/.lubdub-lock',
    print: fingerprint(['package-lock.json']),
    work: async () => {
      if (isInstalledAlready()) return
      await withProgress('Installing packages (npm ci)', () => run(...npm(), { env: { NODE_ENV: 'development' } }))
    },
  })
}

function npm() {
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']
  const script = process.env.npm_execpath
  return script?.endsWith('.js') ? [process.execPath, [script, ...args]] : ['npm', args]
}

/** For a manual `npm ci`: npm's file in node_modules has every version of the lock file. */
function isInstalledAlready() {
  if (!existsSync(inRoot('node_modules/.package-lock.json'))) return false
  const wanted = readJson('package-lock.json').packages
  const installed = readJson('node_modules/.package-lock.json').packages
  return Object.entries(wanted).every(
    ([name, entry]) =>
      name === '' || entry.optional || entry.peer || entry.devOptional || installed[name]?.version === entry.version,
  )
}

function readJson(file) {
  return JSON.parse(readFileSync(inRoot(file), 'utf8'))
}
