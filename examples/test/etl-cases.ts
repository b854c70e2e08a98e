import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { eventually } from './eventually'
import { runJob, startJob } from './job'
import type { Place } from './place'

const HOURLY = { type: 'interval', seconds: 3600 } as const

export const etlCases: Record<string, (place: Place) => Promise<void>> = {
  'etl.py runs through three steps, each with its progress and its checkpoint': async (place) => {
    const monitor = await place.api.createMonitor({ name: 'sales', family: 'etl', schedule: HOURLY })
    const args = ['--work-dir', path.join(place.directory, 'etl'), '--run', 'monday', '--slow', '1.5']
    const { code, output } = await runJob('etl.py', { args, heartbeatUrl: monitor.heartbeatUrl })
    assert.equal(code, 0, output)
    const run = await place.api.latestRun(monitor.id)
    assert.equal(run?.state, 'succeeded')
    assert.deepEqual([run.key, run.attempt], ['monday', 1])
    assert.deepEqual(
      run.steps.map(({ step, state, done, total, unit }) => ({ step, state, done, total, unit })),
      [
        { step: 'extract', state: 'succeeded', done: 3000, total: 3000, unit: 'orders' },
        { step: 'transform', state: 'succeeded', done: 3000, total: 3000, unit: 'orders' },
        { step: 'load', state: 'succeeded', done: 150, total: 150, unit: 'sums' },
      ],
    )
    assert.deepEqual(
      run.steps.map(({ checkpoint }) => checkpoint),
      ['3000', '3000', '2026-11-30/US'],
    )
    assert.ok(run.steps.every(({ durationSeconds }) => durationSeconds > 1))
    assert.equal(run.message, '3000 orders, 150 sums')
    assert.ok(run.output?.endsWith('load: 150 sums into sales.sqlite'), run.output ?? 'no output')
  },

  'etl.py with an order that it cannot convert fails in transform; run again, it is the second attempt': async (
    place,
  ) => {
    const directory = path.join(place.directory, 'bad-orders')
    mkdirSync(directory)
    const orders = path.join(directory, 'orders.csv')
    writeFileSync(orders, 'order,day,country,currency,amount\n1,2026-11-01,DE,EUR,10\n2,2026-11-01,SE,SEK,99\n')
    const monitor = await place.api.createMonitor({ name: 'sales of the north', schedule: HOURLY })
    const job = { args: ['--work-dir', directory, '--run', 'tuesday'], heartbeatUrl: monitor.heartbeatUrl }
    assert.equal((await runJob('etl.py', job)).code, 1)
    const failed = await place.api.latestRun(monitor.id)
    assert.equal(failed?.state, 'failed')
    assert.deepEqual(
      failed.steps.map(({ step, state }) => [step, state]),
      [
        ['extract', 'succeeded'],
        ['transform', 'failed'],
      ],
    )
    assert.equal(failed.steps[1]!.message, "KeyError: 'SEK'")
    assert.ok(failed.output?.includes('Traceback'), failed.output ?? 'no output')
    assert.equal((await place.api.getMonitor(monitor.id)).status, 'down')

    writeFileSync(orders, 'order,day,country,currency,amount\n1,2026-11-01,DE,EUR,10\n')
    assert.equal((await runJob('etl.py', job)).code, 0)
    const again = await place.api.latestRun(monitor.id)
    assert.deepEqual([again?.key, again?.attempt, again?.state], ['tuesday', 2, 'succeeded'])
    assert.equal((await place.api.getMonitor(monitor.id)).status, 'up')
  },

  'etl.py ended with SIGTERM tells that it failed, and where': async (place) => {
    const monitor = await place.api.createMonitor({ name: 'stopped sales', schedule: HOURLY })
    const args = ['--work-dir', path.join(place.directory, 'etl'), '--slow', '30']
    const job = startJob('etl.py', { args, heartbeatUrl: monitor.heartbeatUrl })
    await eventually('the run has begun to extract', async () => {
      const run = await place.api.latestRun(monitor.id)
      return run?.steps[0]?.done ? run : null
    })
    job.kill('SIGTERM')
    assert.equal((await job.ended).code, 143)
    const run = await place.api.latestRun(monitor.id)
    assert.equal(run?.state, 'failed')
    assert.deepEqual(
      run.steps.map(({ step, state }) => [step, state]),
      [['extract', 'failed']],
    )
    assert.equal(run.message, 'SystemExit: 143')
  },
}
