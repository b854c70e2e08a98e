import { existsSync, readdirSync } from 'node:fs'
import { withProgress } from '../setup/progress.mjs'
import { run } from '../setup/run.mjs'

const ROOTS = ['/usr/lib', '/usr/local/lib']

/**
 * The path of libfaketime, which runs a process tree at another date; installed from Debian's packages when we are
 * root.
 */
export async function ensureFaketime() {
  const found = find()
  if (found) return found
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    const env = { DEBIAN_FRONTEND: 'noninteractive' }
    await withProgress('Installing libfaketime (apt)', async () => {
      await run('apt-get', ['update', '-qq'], { env })
      await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'libfaketime'], { env })
    })
  }
  const installed = find()
  if (!installed) throw new Error('Tests at other dates need libfaketime. Install it: apt-get install libfaketime')
  return installed
}

/** The environment in which a process and its children run `offsetSeconds` from now; elapsed time is unchanged. */
export function atDate(library, offsetSeconds) {
  return {
    LD_PRELOAD: library,
    FAKETIME: `${offsetSeconds < 0 ? '' : '+'}${Math.round(offsetSeconds)}`,
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
    FAKETIME_DISABLE_SHM: '1',
    // Otherwise a wait by the monotonic clock ends at once, and a program that waits in a loop, as Chromium does, uses
    // a whole processor.
    FAKETIME_FORCE_MONOTONIC_FIX: '0',
  }
}

function find() {
  const folders = ROOTS.filter(existsSync).flatMap((root) => [
    `${root}/faketime`,
    ...readdirSync(root).map((name) => `${root}/${name}/faketime`),
  ])
  return folders.map((folder) => `${folder}/libfaketime.so.1`).find(existsSync)
}
