import { assertNever } from '@/lib/base/assert-never'

/** All states of marks, of monitors, runs and parts alike. */
export type State =
  | 'new'
  | 'up'
  | 'down'
  | 'paused'
  | 'late'
  | 'running'
  | 'stalled'
  | 'silent'
  | 'succeeded'
  | 'partial'
  | 'failed'
  | 'timed_out'
  | 'lost'
  | 'unjudged'
  | 'ended'
  | 'died'
  | 'expected'

export type Tone = 'up' | 'running' | 'late' | 'partial' | 'down' | 'lost' | 'unjudged' | 'quiet'

export type Shape =
  | 'disc'
  | 'ring'
  | 'triangle'
  | 'barred-triangle'
  | 'half-disc'
  | 'square'
  | 'broken-square'
  | 'dashed-circle'
  | 'bars'
  | 'dotted-circle'
  | 'circle'

interface Look {
  word: string
  shape: Shape
  tone: Tone
}

/** How a state looks: its word, its shape and the tone of its colour. */
export function lookOf(state: State): Look {
  switch (state) {
    case 'up':
      return { word: 'up', shape: 'disc', tone: 'up' }
    case 'succeeded':
      return { word: 'succeeded', shape: 'disc', tone: 'up' }
    case 'running':
      return { word: 'running', shape: 'ring', tone: 'running' }
    case 'late':
      return { word: 'late', shape: 'triangle', tone: 'late' }
    case 'stalled':
      return { word: 'stalled', shape: 'barred-triangle', tone: 'late' }
    case 'silent':
      return { word: 'silent', shape: 'barred-triangle', tone: 'late' }
    case 'partial':
      return { word: 'partial', shape: 'half-disc', tone: 'partial' }
    case 'down':
      return { word: 'down', shape: 'square', tone: 'down' }
    case 'failed':
      return { word: 'failed', shape: 'square', tone: 'down' }
    case 'timed_out':
      return { word: 'timed out', shape: 'square', tone: 'down' }
    case 'lost':
      return { word: 'lost', shape: 'broken-square', tone: 'lost' }
    case 'unjudged':
      return { word: 'unjudged', shape: 'dashed-circle', tone: 'unjudged' }
    case 'paused':
      return { word: 'paused', shape: 'bars', tone: 'quiet' }
    case 'new':
      return { word: 'new', shape: 'dotted-circle', tone: 'quiet' }
    case 'ended':
      return { word: 'ended with its run', shape: 'circle', tone: 'quiet' }
    case 'died':
      return { word: 'died here', shape: 'broken-square', tone: 'lost' }
    case 'expected':
      return { word: 'expected', shape: 'dotted-circle', tone: 'quiet' }
    default:
      return assertNever(state)
  }
}
