import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Place } from './place'

/** Runs the commands in the documents, so that they are known to work. */
export const protocolCases: Record<string, (place: Place) => Promise<void>> = {
  'every command of docs/protocol.md and README.md is taken': async (place) => {
    const blocks = [...shellBlocks('docs/protocol.md'), ...shellBlocks('README.md')]
    assert.ok(blocks.length >= 8)
    const directory = path.join(place.directory, 'protocol')
    mkdirSync(directory)
    writeFileSync(path.join(directory, 'report.log'), 'the report\n')
    for (const block of blocks) {
      const monitor = await place.api.createMonitor({ name: block.slice(0, 100), schedule: { type: 'none' } })
      // The unchanged commands of the block, but a refusal is an error.
      const script = `set -o pipefail\ncurl() { command curl -fsS "$@" || exit 9; }\n${block}\nexit 0`
      execFileSync('bash', ['-c', script], {
        cwd: directory,
        stdio: ['ignore', 'pipe', 'ignore'],
        env: { ...process.env, BEAT: monitor.heartbeatUrl },
      })
      const { seq } = await place.api.getMonitor(monitor.id)
      assert.equal(seq, block.match(/\bcurl /g)?.length, block)
    }
  },
}

/** What is typed in the shell blocks of a document; answers that are shown and the setting of BEAT are left out. */
function shellBlocks(file: string): string[] {
  const blocks = [...readFileSync(file, 'utf8').matchAll(/^```sh\n(.*?)^```/gms)].map(([, block]) => block!)
  const typed = (block: string) => {
    const lines = block.split('\n').filter((line) => !line.startsWith('BEAT='))
    const isSession = lines.some((line) => line.startsWith('$ '))
    return isSession ? lines.filter((line) => line.startsWith('$ ')).map((line) => line.slice(2)) : lines
  }
  return blocks.map((block) => typed(block).join('\n').trim()).filter((block) => block.includes('$BEAT'))
}
