import type { Part } from '../types'

/** The name of a part in alerts: `step`, `step/shard`, or `/shard` for a shard of the run itself. */
export function partName({ step, shard }: Pick<Part, 'step' | 'shard'>): string {
  return shard === '' ? step : `${step}/${shard}`
}
