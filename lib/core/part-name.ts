import type { Part } from './types'

/** How alerts name a part: `step`, `step/shard`, or `/shard` for a shard of the run itself. */
export function partName({ step, shard }: Pick<Part, 'step' | 'shard'>): string {
  return shard === '' ? step : `${step}/${shard}`
}
