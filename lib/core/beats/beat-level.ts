import type { Beat } from '../types'

/** Whether the beat names a step or a shard. */
export function isPartBeat(beat: Beat): boolean {
  return beat.step !== null || beat.shard !== null
}
