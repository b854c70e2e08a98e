import { expect, test } from 'vitest'
import {
  anyHistory,
  downAt,
  knownMonitor,
  numbersOf,
  ordinaryDeadline,
  PERIOD,
  wasLateBefore,
} from './outage-histories'

const seed = Number(process.env.MODEL_SEED ?? 1)
const HISTORIES = 10_000

/** In percent: alerts for healthy jobs, and alerts for stopped jobs that came a period or more late. */
function figuresOf(type: 'cron' | 'interval') {
  const next = numbersOf(seed)
  const count = { falseAlarms: 0, late: 0, never: 0, lateBefore: 0 }
  for (let n = 0; n < HISTORIES; n += 1) {
    const history = anyHistory(next, type)
    const snapshot = knownMonitor(history, 'made up')
    // The made-up state must equal the state after twenty real beats.
    if (n % 100 === 0) {
      const { attentionAt, startedForAt, anonymousUntilAt, ...known } = knownMonitor(history, 'by beats').state
      expect(snapshot.state).toMatchObject(known)
    }
    if (downAt(history, snapshot, 'healthy') !== null) count.falseAlarms += 1
    const downAtDead = downAt(history, snapshot, 'dead')
    if (downAtDead === null) count.never += 1
    else if (downAtDead - ordinaryDeadline(history) >= PERIOD) count.late += 1
    if (wasLateBefore(history)) count.lateBefore += 1
  }
  const percent = (of: number) => (of / HISTORIES) * 100
  return {
    falseAlarms: percent(count.falseAlarms),
    late: percent(count.late),
    lateBefore: percent(count.lateBefore),
    never: count.never,
  }
}

test.each([
  ['cron', { falseAlarms: [0, 0.3], late: [30, 48], lateBefore: [70, 90] }],
  ['interval', { falseAlarms: [0, 0.2], late: [10, 20], lateBefore: [25, 45] }],
] as const)(
  'ten thousand %s jobs with an outage: few false alarms, and half as many late alerts as by the old rule',
  (type, bounds) => {
    const found = figuresOf(type)
    const { falseAlarms, late, lateBefore } = found
    const words = `${falseAlarms.toFixed(2)} % false alarms, ${late.toFixed(1)} % of the stopped jobs reported a period or more late`
    console.info(`${type}: ${words} (by the old rule: ${lateBefore.toFixed(1)} %)`)
    expect(found.never).toBe(0)
    expect(late * 2).toBeLessThan(lateBefore)
    for (const [name, [low, high]] of Object.entries(bounds)) {
      const figure = found[name as keyof typeof bounds]
      expect({ name, figure, isWithin: figure >= low && figure <= high }).toMatchObject({ isWithin: true })
    }
  },
  60_000,
)
