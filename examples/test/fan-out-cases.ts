import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import path from 'node:path'
import type { RunView } from '@/lib/contract/runs'
import { eventually } from './eventually'
import { runJob, startJob } from './job'
import type { Place } from './place'

const HALF_HOURLY = { type: 'cron', expression: '*/30 * * * *', timezone: 'UTC' } as const
const LENGTHS = [747, 512, 433, 375, 320, 268, 197, 148]

export const fanOutCases: Record<string, (place: Place) => Promise<void>> = {
  'fan-out.py shows every worker’s end as it comes, and ends with the last of the eight': async (place) => {
    const monitor = await place.api.createMonitor({ name: 'documents', schedule: HALF_HOURLY, endsOn: 'shards' })
    const target = path.join(place.directory, 'documents')
    const args = ['--work-dir', target, '--rate', '120']
    const job = startJob('fan-out.py', { args, heartbeatUrl: monitor.heartbeatUrl })
    const half = await eventually('some workers have ended, others run', async () => {
      const run = await place.api.latestRun(monitor.id)
      return run && countIn(run, 'succeeded') > 0 ? run : null
    })
    assert.equal(half.state, 'running')
    assert.equal(half.shardsExpected, 8)
    assert.ok(countIn(half, 'running') > 0)

    const { code, output } = await job.ended
    assert.equal(code, 0, output)
    const run = await place.api.latestRun(monitor.id)
    assert.equal(run?.state, 'succeeded')
    assert.deepEqual(lengthsOf(run), LENGTHS)
    const ends = run.shards.map(({ endedAt }) => endedAt!)
    assert.equal(run.endedAt, ends.sort().at(-1), 'the run ends when its last shard does')
    assert.equal(documentsIn(target), 3000)
    assert.equal((await place.api.getMonitor(monitor.id)).status, 'up')
  },

  'fan-out.py with one broken worker is told while the others still work, and ends as partial': async (place) => {
    const monitor = await place.api.createMonitor({ name: 'torn documents', schedule: HALF_HOURLY, endsOn: 'shards' })
    const args = ['--work-dir', path.join(place.directory, 'torn'), '--rate', '150', '--break-shard', '8']
    const job = startJob('fan-out.py', { args, heartbeatUrl: monitor.heartbeatUrl })
    const down = await eventually('the monitor is down', async () => {
      const now = await place.api.getMonitor(monitor.id)
      return now.status === 'down' ? now : null
    })
    assert.equal(down.downReason, 'part_failed')
    assert.equal(down.openRuns, 1, 'the run goes on')
    assert.equal((await job.ended).code, 1)
    const run = await place.api.latestRun(monitor.id)
    assert.equal(run?.state, 'partial')
    assert.deepEqual([countIn(run, 'succeeded'), countIn(run, 'failed')], [7, 1])
    const broken = run.shards.find(({ shard }) => shard === '8')!
    assert.deepEqual([broken.state, broken.message], ['failed', 'RuntimeError: document 75 cannot be read'])
  },

  'fan-out.py run again after all is well brings the monitor up again': async (place) => {
    const monitor = await place.api.createMonitor({
      name: 'repaired documents',
      schedule: HALF_HOURLY,
      endsOn: 'shards',
    })
    const target = path.join(place.directory, 'repaired')
    const job = (more: string[]) => ({ args: ['--work-dir', target, '--rate', '2000', ...more], ...monitor })
    await runJob('fan-out.py', job(['--run', 'one', '--break-shard', '3']))
    assert.equal((await place.api.getMonitor(monitor.id)).status, 'down')
    await runJob('fan-out.py', job(['--run', 'two']))
    assert.equal((await place.api.getMonitor(monitor.id)).status, 'up')
  },
}

function countIn(run: RunView, state: RunView['shards'][number]['state']): number {
  return run.shards.filter((shard) => shard.state === state).length
}

function lengthsOf(run: RunView): number[] {
  return [...run.shards].sort((a, b) => Number(a.shard) - Number(b.shard)).map(({ done }) => done!)
}

function documentsIn(directory: string): number {
  const count = 'import sys, zipfile; print(sum(len(zipfile.ZipFile(name).namelist()) for name in sys.argv[1:]))'
  const files = readdirSync(directory).map((name) => path.join(directory, name))
  return Number(execFileSync('python3', ['-c', count, ...files], { encoding: 'utf8' }))
}
