import { describe, expect, test } from 'vitest'
import type { LedgerBeat } from '@/bench/support/beat-ledger'
import { Report } from '@/bench/support/report'
import type { SinkLine } from '@/bench/support/webhook-sink'
import { checkAlerts } from './check-alerts'
import { checkBeats } from './check-beats'
import { checkFlips } from './check-flips'
import type { Job } from './jobs'
import type { Truth } from './read-truth'

interface Materials {
  ledger: LedgerBeat[]
  truth: Truth
  lines: SinkLine[]
  jobs: Job[]
}

const T0 = Date.parse('2026-11-22T12:00:00Z')

function beat(
  monitor: string,
  seq: number,
  { signal, at, run = null }: { signal: string; at: number; run?: string | null },
) {
  const id = `${monitor}-${seq}`
  const ledger: LedgerBeat = {
    id,
    monitor,
    signal,
    run,
    part: false,
    tries: [{ at, endedAt: at + 5, status: 200, error: null }],
    ack: { seq, isDuplicate: false, at: at + 5 },
  }
  return { ledger, row: { monitor, seq, receivedAt: at + 2, signal, message: id, step: null, shard: null } }
}

/** A nightly job that failed once and recovered, and one that fell silent; all of it told. */
function good(): Materials {
  const beats = [
    beat('nightly', 1, { signal: 'success', at: T0, run: 'r1' }),
    beat('nightly', 2, { signal: 'fail', at: T0 + 1_000 }),
    beat('nightly', 3, { signal: 'success', at: T0 + 2_000 }),
    beat('hourly', 1, { signal: 'success', at: T0 }),
  ]
  const flip = (monitor: string, version: number, [from, to, reason]: [string, string, string], at: number) => ({
    ...{ id: `flp-${monitor}-${version}`, monitor, version, from, to, at, reason },
  })
  const flips = [
    flip('nightly', 1, ['new', 'up', 'first_success'], T0 + 2),
    flip('nightly', 2, ['up', 'down', 'failed'], T0 + 1_002),
    flip('nightly', 3, ['down', 'up', 'recovered'], T0 + 2_002),
    flip('hourly', 1, ['new', 'up', 'first_success'], T0 + 2),
    flip('hourly', 2, ['up', 'down', 'missed'], T0 + 8_002),
  ]
  const told = flips.filter((f) => f.reason !== 'first_success')
  return {
    jobs: [
      { kind: 'failing', monitor: 'nightly', heartbeatUrl: '', channels: ['north'], patienceMs: 8_000 },
      { kind: 'silent', monitor: 'hourly', heartbeatUrl: '', channels: ['north'], patienceMs: 8_000 },
    ],
    ledger: beats.map((b) => b.ledger),
    truth: {
      beats: beats.map((b) => b.row),
      flips,
      deliveries: told.map(({ id, monitor, to }) => ({
        ...{ id: `dlv-${id}`, channel: 'north', type: `monitor.${to}`, monitor, flip: id, outageSeq: null },
        ...{ state: 'sent', attempt: 1, isLeaseOverdue: false, digest: null },
      })),
      runs: [
        { monitor: 'nightly', key: 'r1', attempt: 1, state: 'succeeded', shardsExpected: null, shardsSucceeded: 0 },
      ],
      states: [
        { monitor: 'nightly', status: 'up', seq: 3, flipVersion: 3, openRunCount: 0, checkError: null },
        { monitor: 'hourly', status: 'down', seq: 1, flipVersion: 2, openRunCount: 0, checkError: null },
      ],
      openIncidents: [{ monitor: 'hourly', count: 1 }],
      keys: beats.map(({ row }) => ({ monitor: row.monitor, key: row.message, seq: row.seq })),
      outages: [],
    },
    lines: told.map(({ id, monitor, to, at }) => ({
      ...{ channel: 'north', arrivedAt: at + 50, webhookId: `dlv-${id}`, type: `monitor.${to}`, signatureFault: null },
      alerts: [{ id: `dlv-${id}`, type: `monitor.${to}`, at, monitor }],
      ...{ outage: null, workspace: 'wsp', answer: 'ok' as const },
    })),
  }
}

function broken(materials: Materials): string[] {
  const report = new Report(() => {})
  checkBeats(report, materials)
  checkFlips(report, materials)
  checkAlerts(report, materials)
  return report.broken
}

test('a correct store has no findings', () => {
  expect(broken(good())).toEqual([])
})

const lies: [lie: string, plant: (materials: Materials) => void, claim: RegExp][] = [
  ['an acknowledged beat is gone', ({ truth }) => truth.beats.splice(1, 1), /every acknowledged beat is a row/],
  [
    'a beat was stored twice',
    ({ truth }) => truth.beats.push({ ...truth.beats[0]!, seq: 4 }),
    /no idempotency key has two/,
  ],
  [
    'a row that nobody sent',
    ({ truth }) => Object.assign(truth.beats[3]!, { message: 'x' }),
    /every row is a beat that a job sent/,
  ],
  ['a beat without its key', ({ truth }) => truth.keys.pop(), /has its idempotency key/],
  ['seq leaves one out', ({ truth }) => Object.assign(truth.states[0]!, { seq: 4 }), /without gaps/],
  ['a client was told 500', ({ ledger }) => Object.assign(ledger[0]!.tries[0]!, { status: 500 }), /every answer was/],
  [
    'an answer took too long',
    ({ ledger }) => Object.assign(ledger[0]!.tries[0]!, { endedAt: T0 + 7_000 }),
    /within 6 s/,
  ],
  [
    'a run that ended is open',
    ({ truth }) => Object.assign(truth.runs[0]!, { state: 'running' }),
    /every run whose end/,
  ],
  ['flips do not chain', ({ truth }) => Object.assign(truth.flips[2]!, { from: 'new' }), /flips chain/],
  ['the status is another', ({ truth }) => Object.assign(truth.states[1]!, { status: 'up' }), /status is that/],
  [
    'an incident stays open',
    ({ truth }) => truth.openIncidents.push({ monitor: 'nightly', count: 1 }),
    /one open incident/,
  ],
  [
    'a monitor was put in quarantine',
    ({ truth }) => Object.assign(truth.states[0]!, { checkError: 'x' }),
    /no monitor in quarantine/,
  ],
  [
    'down although its beats arrived',
    ({ truth }) => Object.assign(truth.flips[4]!, { at: T0 + 6_000 }),
    /a silence that did not happen/,
  ],
  ['a failure made no flip', ({ truth }) => truth.flips.splice(1, 2), /nothing that it sent is missing/],
  ['silence made no flip', ({ truth }) => truth.flips.pop(), /monitor whose job is dead/],
  ['an alert did not arrive', ({ lines }) => lines.pop(), /every expected alert arrived/],
  [
    'an alert was refused for good',
    ({ lines }) => Object.assign(lines[0]!, { answer: '500' }),
    /every expected alert arrived/,
  ],
  [
    'an alert came under two ids',
    ({ lines }) => lines.push({ ...lines[0]!, alerts: [{ ...lines[0]!.alerts[0]!, id: 'y' }] }),
    /under one id/,
  ],
  [
    'an alert of nothing',
    ({ lines }) => lines.push({ ...lines[0]!, alerts: [{ ...lines[0]!.alerts[0]!, at: T0 }] }),
    /no alert was false/,
  ],
  ['a signature is wrong', ({ lines }) => Object.assign(lines[0]!, { signatureFault: 'x' }), /signed by its channel/],
  ['the up came first', ({ lines }) => lines.splice(0, 2, lines[1]!, lines[0]!), /an up never arrives/],
  ['two deliveries of a flip', ({ truth }) => truth.deliveries.push(truth.deliveries[0]!), /has one delivery for each/],
  ['a delivery is missing', ({ truth }) => truth.deliveries.pop(), /has one delivery for each/],
  [
    'a lease without end',
    ({ truth }) => Object.assign(truth.deliveries[0]!, { isLeaseOverdue: true }),
    /leased for ever/,
  ],
  ['a dead letter', ({ truth }) => Object.assign(truth.deliveries[0]!, { state: 'dead' }), /dead letter/],
]

describe('every wrong row is found', () => {
  test.each(lies)('%s', (_lie, plant, claim) => {
    const materials = good()
    plant(materials)
    expect(broken(materials)).toContainEqual(expect.stringMatching(claim))
  })
})
