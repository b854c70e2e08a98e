import assert from 'node:assert/strict'
import type { MonitorView } from '@/lib/contract/monitor-view'
import { eventually } from './eventually'
import { runJob, startJob } from './job'
import type { Place } from './place'

const STEPS = ['extract', 'transform', 'load']

export const etlKeysCases: Record<string, (place: Place) => Promise<void>> = {
  'etl-keys.py, four keys and nothing else: the second night hangs in transform, and that is told in time': async ({
    api,
  }) => {
    const monitor = await api.createMonitor({
      name: 'nightly-etl-keys',
      // A night of four seconds: half of that separates two executions.
      schedule: { type: 'interval', seconds: 4 },
      graceSeconds: 600,
      steps: STEPS,
      endsOn: 'steps',
      stepLimits: [{ step: 'transform', withinSeconds: 3, ofStep: 'extract' }],
      keys: [
        { label: 'EXTRACT_START', signal: 'start', step: 'extract' },
        { label: 'TRANSFORM_SUCCESS', signal: 'success', step: 'transform' },
        { label: 'LOAD_COMPLETE', signal: 'success', step: 'load' },
        { label: 'ETL_FAILURE', signal: 'fail' },
      ],
    })
    const env = environmentOf(monitor)
    const { code, output } = await runJob('etl-keys.py', { args: ['--slow', '0.2'], env })
    assert.equal(code, 0, output)
    const first = (await api.latestRun(monitor.id))!
    assert.equal(first.state, 'succeeded')
    assert.deepEqual(
      first.steps.map(({ step, state, implied }) => ({ step, state, implied })),
      [
        { step: 'extract', state: 'succeeded', implied: true },
        { step: 'transform', state: 'succeeded', implied: false },
        { step: 'load', state: 'succeeded', implied: false },
      ],
    )
    assert.equal((await api.getMonitor(monitor.id)).status, 'up')

    const job = startJob('etl-keys.py', { args: ['--wait', '2.5', '--hang'], env })
    const second = await eventually('the second night has begun', async () => {
      const run = await api.latestRun(monitor.id)
      return run && run.id !== first.id ? run : null
    })
    assert.deepEqual([second.state, second.expectedSteps], ['running', ['transform', 'load']])
    const down = await eventually('the hang is told', async () => {
      const now = await api.getMonitor(monitor.id)
      return now.status === 'down' ? now : null
    })
    job.kill('SIGKILL')
    await job.ended
    assert.equal(down.downReason, 'step_late')
    const lateAfter = Date.parse(down.since) - Date.parse(second.startedAt!)
    assert.ok(Math.abs(lateAfter - 3000) < 10, `told for ${lateAfter} ms after extract began`)
    const [incident] = await api.listIncidents(monitor.id)
    assert.deepEqual([incident?.reason, incident?.part, incident?.runId], ['step_late', 'transform', second.id])
  },
}

/** What the job is given: where to call, and its keys by their labels. */
function environmentOf({ keys }: MonitorView): Record<string, string> {
  const env: Record<string, string> = {}
  for (const { label, url } of keys) {
    const cut = url.lastIndexOf('/') + 1
    env.HEARTBEAT_BASE = url.slice(0, cut)
    env[`${label}_KEY`] = url.slice(cut)
  }
  return env
}
