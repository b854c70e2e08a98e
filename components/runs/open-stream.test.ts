import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { LiveState } from '@/components/ui/live-state'
import { openStream } from './open-stream'

/** The used part of a browser's stream. */
class FakeSource extends EventTarget {
  static OPEN = 1
  static latest: FakeSource
  readyState = 0
  constructor() {
    super()
    FakeSource.latest = this
  }
  close() {
    this.readyState = 2
  }
  open() {
    this.readyState = FakeSource.OPEN
    this.dispatchEvent(new Event('open'))
  }
  break() {
    this.readyState = 0
    this.dispatchEvent(new Event('error'))
  }
}

const T0 = Date.parse('2026-11-22T10:02:13Z')
let states: LiveState[]
let answers: (() => Promise<Response>)[]
let refused: number
let stop: () => void

beforeEach(() => {
  vi.useFakeTimers({ now: T0 })
  states = []
  answers = []
  refused = 0
  vi.stubGlobal('EventSource', FakeSource)
  vi.stubGlobal('document', { visibilityState: 'visible' })
  vi.stubGlobal('fetch', () => (answers.shift() ?? (() => Promise.reject(new TypeError('failed'))))())
  stop = openStream('/run', {
    event: 'run',
    onEvent: () => {},
    onState: (state) => states.push(state),
    onRefused: () => refused++,
  })
  FakeSource.latest.open()
})

afterEach(() => {
  stop()
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

const kinds = () => states.map(({ kind }) => kind).filter((kind, at, all) => kind !== all[at - 1])

it('a server that cannot be reached is lost since its last event, whatever the browser tries, and recovers by itself', async () => {
  FakeSource.latest.break()
  await vi.advanceTimersByTimeAsync(3_100)
  expect(states.at(-1)).toEqual({ kind: 'lost', since: T0 })
  for (let n = 0; n < 5; n++) {
    FakeSource.latest.break()
    await vi.advanceTimersByTimeAsync(3_000)
  }
  expect(kinds()).toEqual(['live', 'reconnecting', 'lost'])
  answers.push(async () => Response.json({}))
  const before = FakeSource.latest
  await vi.advanceTimersByTimeAsync(3_000)
  expect(kinds()).toEqual(['live', 'reconnecting', 'lost', 'polling'])
  expect(FakeSource.latest).not.toBe(before)
  FakeSource.latest.open()
  expect(states.at(-1)).toEqual({ kind: 'live' })
})

it('when only the stream fails, the page shows how often it polls', async () => {
  FakeSource.latest.break()
  answers.push(async () => Response.json({}))
  await vi.advanceTimersByTimeAsync(3_100)
  expect(states.at(-1)).toEqual({ kind: 'polling', everyMs: 3000 })
})

it('a deleted run is no lost connection', async () => {
  FakeSource.latest.break()
  answers.push(async () => new Response(null, { status: 404 }))
  await vi.advanceTimersByTimeAsync(3_100)
  expect([kinds(), refused]).toEqual([['live', 'reconnecting'], 1])
})
