import type { CreateHeartbeatKeyInput } from '@/lib/contract/heartbeat-keys'

export interface KeySet {
  name: string
  keys: CreateHeartbeatKeyInput[]
}

const FAILURE = { label: 'FAILURE', signal: 'fail' } as const

/** Common sets of purpose keys: for a run, for each declared step, for a queue. */
export function keySets(steps: readonly string[]): KeySet[] {
  const run: KeySet = {
    name: 'Start, success, failure',
    keys: [{ label: 'START', signal: 'start' }, { label: 'SUCCESS', signal: 'success' }, FAILURE],
  }
  const queue: KeySet = {
    name: 'Progress, complete',
    keys: [
      { label: 'QUEUE_PROGRESS', signal: 'progress' },
      { label: 'QUEUE_COMPLETE', signal: 'success' },
    ],
  }
  const ofSteps: KeySet = { name: 'One for each step, failure', keys: [...steps.map(stepKey), FAILURE] }
  return steps.length > 1 ? [ofSteps, run, queue] : [run, queue]
}

/** The first step has a start key, the last a complete key, those between a success key. */
function stepKey(step: string, index: number, steps: readonly string[]): CreateHeartbeatKeyInput {
  const name = step
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, '_')
    .slice(0, 80)
  if (index === 0) return { label: `${name}_START`, signal: 'start', step }
  const isLast = index === steps.length - 1
  return { label: `${name}_${isLast ? 'COMPLETE' : 'SUCCESS'}`, signal: 'success', step }
}
