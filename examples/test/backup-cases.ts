import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { runJob } from './job'
import type { Place } from './place'

const DAILY = { type: 'cron', expression: '30 2 * * *', timezone: 'Europe/Berlin' } as const
const NOBODY_THERE = 'http://127.0.0.1:9/api/v1/heartbeat/ldb_nobody'

export const backupCases: Record<string, (place: Place) => Promise<void>> = {
  'backup.sh packs a directory, and its run has a start, a success, its output and its size': async (place) => {
    const { source, target } = makeFiles(place, 'good')
    const monitor = await place.api.createMonitor({ name: 'backup', schedule: DAILY })
    const { code, output } = await runJob('backup.sh', { args: [source, target], heartbeatUrl: monitor.heartbeatUrl })
    assert.equal(code, 0, output)
    const [archive, ...others] = readdirSync(target)
    assert.deepEqual(others, [])
    const packed = execFileSync('tar', ['-tzf', path.join(target, archive!)], { encoding: 'utf8' })
    assert.ok(packed.includes('./letters/a.txt'))

    const run = await place.api.latestRun(monitor.id)
    assert.equal(run?.state, 'succeeded')
    assert.ok(run.startedAt !== null && run.key !== null)
    assert.equal(run.detail?.exit, 0)
    assert.deepEqual(Object.keys(run.detail?.metrics ?? {}).sort(), ['bytes', 'files'])
    assert.ok(run.output?.includes(`${archive}: 4 entries`), run.output ?? 'no output')
    assert.equal((await place.api.getMonitor(monitor.id)).status, 'up')
  },

  'backup.sh on a directory that is not there fails, and tar’s words are told at once': async (place) => {
    const { target } = makeFiles(place, 'bad')
    const monitor = await place.api.createMonitor({ name: 'broken backup', schedule: DAILY })
    const args = [path.join(place.directory, 'not-there'), target]
    const { code } = await runJob('backup.sh', { args, heartbeatUrl: monitor.heartbeatUrl })
    assert.equal(code, 2)
    const run = await place.api.latestRun(monitor.id)
    assert.equal(run?.state, 'failed')
    assert.equal(run.detail?.exit, 2)
    assert.ok(run.output?.includes('not-there'), run.output ?? 'no output')
    assert.equal((await place.api.getMonitor(monitor.id)).status, 'down')
    assert.deepEqual(readdirSync(target), [])
  },

  'backup.sh does its work when Lubdub is away': async (place) => {
    const { source, target } = makeFiles(place, 'alone')
    const args = ['-c', 'examples/backup.sh "$0" "$1"', source, target]
    execFileSync('bash', args, { stdio: 'ignore', env: { ...process.env, HEARTBEAT_URL: '' } })
    assert.equal(readdirSync(target).length, 1)
    const env = { HEARTBEAT_RETRY_SECONDS: '10' }
    const { code, output } = await runJob('backup.sh', { args: [source, target], heartbeatUrl: NOBODY_THERE, env })
    assert.equal(code, 0)
    assert.ok(output.includes("the beat '0' did not reach Lubdub"), output)
    assert.equal(readdirSync(target).length, 2)
  },
}

function makeFiles(place: Place, name: string) {
  const source = path.join(place.directory, name, 'files')
  const target = path.join(place.directory, name, 'backups')
  mkdirSync(path.join(source, 'letters'), { recursive: true })
  mkdirSync(target)
  writeFileSync(path.join(source, 'notes.txt'), 'notes\n')
  writeFileSync(path.join(source, 'letters', 'a.txt'), 'hello Ada\n')
  return { source, target }
}
