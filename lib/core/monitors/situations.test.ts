import { describe, expect, it } from 'vitest'
import { aBeat, aConfig } from '../test-kit'
import { SystemUnderTest } from '../testing/system-under-test'
import type { Beat, MonitorConfig, StepLimit } from '../types'

/** Midnight of a day without a clock change. */
const START = Date.UTC(2027, 5, 1)
const HOUR = 3600

/**
 * Seconds from the start, the sender (`''`: the run; `step`; `step/shard`; `/shard`), the signal,
 * and other fields.
 */
type Call = [number, string, Beat['signal'], Partial<Beat>?]

interface Told {
  /** The states of all runs, in their order. */
  runs: string[]
  /** `to reason part` of each flip, with its seconds. */
  flips: string[]
}

const NO_SCHEDULE = { schedule: { type: 'none' }, graceSeconds: 60, partialIsFailure: true } as const
const FAN_OUT: Partial<MonitorConfig> = { ...NO_SCHEDULE, endsOn: 'shards' }
const WITHIN_AN_HOUR: StepLimit = {
  step: 'transform',
  signal: 'success',
  withinSeconds: HOUR,
  ofStep: 'extract',
  ofSignal: 'start',
}
const ETL: Partial<MonitorConfig> = {
  ...NO_SCHEDULE,
  steps: ['extract', 'transform', 'load'],
  endsOn: 'steps',
  stepLimits: [WITHIN_AN_HOUR],
}

/** Applies the calls in order. The checker runs at each `attentionAt`, and once more at the end. */
function play(config: Partial<MonitorConfig>, calls: readonly Call[], untilSeconds: number) {
  const subject = new SystemUnderTest(aConfig(config), START)
  const flips: string[] = []
  const note = (result: { flips: readonly { at: number; to: string; reason: string; part: string | null }[] }) => {
    for (const { at, to, reason, part } of result.flips) {
      flips.push([(at - START) / 1000, to, reason, ...(part === null ? [] : [part])].join(' '))
    }
  }
  const checkUpTo = (at: number) => {
    let due = subject.state.attentionAt
    while (due !== null && due <= at) {
      note(subject.tick(due, []))
      due = subject.state.attentionAt
    }
  }
  for (const [index, [seconds, who, signal, more]] of calls.entries()) {
    const [step = '', shard = ''] = who.split('/')
    const receivedAt = START + seconds * 1000
    checkUpTo(receivedAt)
    const name = { step: step === '' ? null : step, shard: shard === '' ? null : shard }
    note(subject.beat(aBeat({ signal, receivedAt, newRunId: `run ${index}`, ...name, ...more })))
  }
  checkUpTo(START + untilSeconds * 1000)
  return { subject, result: { runs: [...subject.runs.values()].map(({ state }) => state), flips } }
}

const keyed = (calls: readonly Call[], runKey: string): Call[] =>
  calls.map(([seconds, who, signal, more]) => [seconds, who, signal, { ...more, runKey }])

/** Three shards: two succeed, and the third does what `last` says. */
const threeShards = (last: Call[]): Call[] => [
  [0, '/c1', 'start', { shards: 3 }],
  [0, '/c2', 'start'],
  [0, '/c3', 'start'],
  [60, '/c1', 'success'],
  [90, '/c2', 'success'],
  ...last,
]

const failsAndIsRestarted = threeShards([
  [120, '/c3', 'fail'],
  [130, '/c3', 'start'],
  [300, '/c3', 'success'],
])

const hangs: Call[] = [
  [0, '/c1', 'start', { shards: 3 }],
  [0, '/c2', 'start'],
  [0, '/c7', 'start'],
  [300, '/c1', 'success'],
  [300, '/c2', 'success'],
]

const secondBatch: Call[] = ['c1', 'c2', 'c7'].flatMap((shard): Call[] => [
  [1800, `/${shard}`, 'progress', { done: 1, shards: 3 }],
  [2400, `/${shard}`, 'success', { shards: 3 }],
])
secondBatch.sort((a, b) => a[0] - b[0])

const etlNight = (at: number): Call[] => [
  [at, 'extract', 'start'],
  [at + 1200, 'transform', 'success'],
  [at + 1800, 'load', 'success'],
]

const up = (at: number) => `${at} up first_success`

const SITUATIONS: [string, Partial<MonitorConfig>, Call[], number, Told][] = [
  [
    'an ETL with three purpose keys ends at load, and a second night that hangs in transform is reported one hour after its extract',
    ETL,
    [...etlNight(0), [24 * HOUR, 'extract', 'start']],
    26 * HOUR,
    { runs: ['succeeded', 'running'], flips: [up(1800), `${25 * HOUR} down step_late transform`] },
  ],
  [
    'an ETL that hung becomes lost in the next night, and the success of that night does not hide it',
    { ...ETL, stepLimits: [], maxRuntimeSeconds: 30 * HOUR },
    [...etlNight(0), [24 * HOUR, 'extract', 'start'], ...etlNight(48 * HOUR)],
    60 * HOUR,
    { runs: ['succeeded', 'lost', 'succeeded'], flips: [up(1800), `${54 * HOUR} down lost extract`] },
  ],
  [
    'the last shard repeats its success after 40 s and opens no run; the hang of the next batch is reported',
    { ...FAN_OUT, maxRuntimeSeconds: HOUR },
    [
      ...threeShards([
        [120, '/c3', 'success'],
        [160, '/c3', 'success'],
      ]),
      ...threeShards([]).map(([at, ...call]): Call => [at + 7200, ...call]),
    ],
    4 * HOUR,
    { runs: ['succeeded', 'timed_out'], flips: [up(120), `${3 * HOUR} down timed_out`] },
  ],
  [
    'a shard with a run key whose progress arrives after its success has succeeded',
    FAN_OUT,
    keyed(
      threeShards([
        [120, '/c3', 'success'],
        [120.2, '/c3', 'progress', { done: 3 }],
        [121, '/c1', 'progress'],
      ]),
      'k',
    ),
    HOUR,
    { runs: ['succeeded'], flips: [up(120)] },
  ],
  [
    'a late progress of a shard does not keep the run from ending',
    FAN_OUT,
    keyed([...threeShards([]), [90.2, '/c2', 'progress'], [91, '/c2', 'start'], [120, '/c3', 'success']], 'k'),
    HOUR,
    { runs: ['succeeded'], flips: [up(120)] },
  ],
  [
    'a shard that fails last and is restarted corrects the run that it ended',
    FAN_OUT,
    failsAndIsRestarted,
    HOUR,
    { runs: ['succeeded'], flips: ['120 down part_failed /c3', '300 up recovered'] },
  ],
  [
    'a shard that fails last and is restarted corrects the run that it ended, with a run key',
    FAN_OUT,
    keyed(failsAndIsRestarted, 'k'),
    HOUR,
    { runs: ['succeeded'], flips: ['120 down part_failed /c3', '300 up recovered'] },
  ],
  [
    'a restarted shard may run longer than the time in which it may be restarted',
    { ...FAN_OUT, maxRuntimeSeconds: 2 * HOUR },
    threeShards([
      [120, '/c3', 'fail'],
      [130, '/c3', 'start'],
      [HOUR, '/c3', 'progress'],
      [2 * HOUR, '/c3', 'success'],
    ]),
    9 * HOUR,
    { runs: ['succeeded'], flips: ['120 down part_failed /c3', `${2 * HOUR} up recovered`] },
  ],
  [
    'a start that reports the number of shards ends the run if all have ended',
    FAN_OUT,
    [
      [0, '/1', 'success'],
      [1, '/2', 'success'],
      [2, '/3', 'success'],
      [3, '', 'start', { shards: 3 }],
    ],
    HOUR,
    { runs: ['succeeded'], flips: [up(3)] },
  ],
  [
    'a start that comes after its first container joins the run',
    FAN_OUT,
    [
      [0, '/c1', 'start'],
      [0.2, '', 'start', { shards: 1, total: 10 }],
      [60, '/c1', 'success'],
    ],
    25 * HOUR,
    { runs: ['succeeded'], flips: [up(60)] },
  ],
  [
    'a part that succeeds twice in a run that was started belongs to that run both times',
    NO_SCHEDULE,
    [
      [0, '', 'start'],
      [1, 'a', 'start'],
      [10, 'a', 'success'],
      [310, 'a', 'start'],
      [320, 'a', 'success'],
      [330, '', 'success'],
    ],
    25 * HOUR,
    { runs: ['succeeded'], flips: [up(330)] },
  ],
  [
    'a shard that hangs is reported although the next batch, which sends no start, succeeds',
    { ...FAN_OUT, maxRuntimeSeconds: 75 * 60 },
    [...hangs, ...secondBatch],
    3 * HOUR,
    { runs: ['lost', 'succeeded'], flips: [up(2400), `${75 * 60} down lost /c7`] },
  ],
  [
    'a fail that is delivered twice is one failure',
    { ...NO_SCHEDULE, failureTolerance: 2 },
    [
      [0, '', 'fail'],
      [10, '', 'fail'],
    ],
    HOUR,
    { runs: ['failed'], flips: [] },
  ],
  [
    'two fails that are more than a minute apart are two failures',
    { ...NO_SCHEDULE, failureTolerance: 2 },
    [
      [0, '', 'fail'],
      [60.001, '', 'fail'],
    ],
    HOUR,
    { runs: ['failed', 'failed'], flips: ['60.001 down failed'] },
  ],
  [
    'a progress that arrives after its success opens no run',
    NO_SCHEDULE,
    [
      [0, '', 'success'],
      [0.1, '', 'progress'],
    ],
    25 * HOUR,
    { runs: ['succeeded'], flips: [up(0)] },
  ],
  [
    'a success that is delivered twice is one success',
    { ...NO_SCHEDULE, recoveryThreshold: 2 },
    [
      [0, '', 'fail'],
      [100, '', 'success'],
      [101, '', 'success'],
    ],
    HOUR,
    { runs: ['failed', 'succeeded'], flips: ['0 down failed'] },
  ],
  [
    'a success that follows another start counts again',
    { ...NO_SCHEDULE, recoveryThreshold: 2 },
    [
      [0, '', 'fail'],
      [100, '', 'success'],
      [101, '', 'start'],
      [102, '', 'success'],
    ],
    HOUR,
    { runs: ['failed', 'succeeded', 'succeeded'], flips: ['0 down failed', '102 up recovered'] },
  ],
  [
    'a success of the wrapper after a failed step does not bring the monitor up',
    ETL,
    [
      [0, 'extract', 'start'],
      [60, 'transform', 'fail'],
      [60.5, '', 'success'],
    ],
    HOUR,
    { runs: ['failed'], flips: ['60 down part_failed transform'] },
  ],
  [
    'step names in another case or with blanks are the declared steps',
    ETL,
    [
      [0, ' Extract', 'start'],
      [60, 'TRANSFORM ', 'success'],
      [90, 'Load', 'success'],
    ],
    25 * HOUR,
    { runs: ['succeeded'], flips: [up(90)] },
  ],
  [
    'a step that fails after a beat of a later step makes the run worse, once',
    { ...ETL, failureTolerance: 2 },
    [
      [0, 'extract', 'start'],
      [60, 'transform', 'success'],
      [90, 'load', 'success'],
      [100, 'transform', 'fail'],
      [110, 'transform', 'fail'],
    ],
    HOUR,
    { runs: ['failed'], flips: [up(90)] },
  ],
]

describe('which run a call belongs to', () => {
  it.each(SITUATIONS)('%s', (_, config, calls, untilSeconds, expected) => {
    expect(play(config, calls, untilSeconds).result).toEqual(expected)
  })

  it('a late start sets the values that are not known yet, and nothing else', () => {
    const calls: Call[] = [
      [0, '/a', 'start', { runKey: '1' }],
      [120, '', 'start', { runKey: '1', shards: 8, total: 1031, unit: 'queries' }],
      [130, '', 'start', { runKey: '1', shards: 9, total: 7, unit: 'rows' }],
    ]
    const { subject } = play(FAN_OUT, calls, 200)
    expect(subject.runs.get('run 0')).toMatchObject({ shardsExpected: 8, total: 1031, unit: 'queries' })
  })

  it('a beat of a step ends the steps before it, and such a step runs again with its own beat', () => {
    const calls: Call[] = [
      [0, 'extract', 'start'],
      [60, 'transform', 'start'],
    ]
    const extract = (more: Call[]) => {
      const { subject } = play(ETL, [...calls, ...more], 1000)
      return subject.part({ runId: 'run 0', step: 'extract', shard: '' })
    }
    expect(extract([])).toMatchObject({ state: 'succeeded', endedAt: START + 60_000, lastBeatAt: START })
    expect(extract([[61, 'extract', 'progress']])).toMatchObject({ state: 'running', endedAt: null })
    expect(extract([[300, 'extract', 'progress']])).toMatchObject({ state: 'running', endedAt: null })
  })

  it('a monitor that expects its first run from creation is missed if no call ever comes', () => {
    const schedule = { type: 'cron', expression: '0 2 * * *', timezone: 'UTC' } as const
    const config = { schedule, graceSeconds: HOUR, expectFromCreation: true }
    expect(play(config, [], 5 * HOUR).result).toEqual({ runs: [], flips: [`${3 * HOUR} down missed`] })
    expect(play({ ...config, expectFromCreation: false }, [], 5 * HOUR).result.flips).toEqual([])
  })
})
