import { partName } from '@/lib/core/part-name'
import type { RunFacts, StepFacts } from '@/lib/db/sender/load-facts'

/**
 * The step in which a run stood: the one that the reason names, else the running one that was heard of last, else the
 * last that failed, else the last one. Null: the run has no steps.
 */
export function currentStep(steps: readonly StepFacts[], part: string | null): string | null {
  if (part !== null) {
    const named = steps.find((step) => step.step === part || part.startsWith(`${step.step}/`))
    if (named) return named.step
  }
  const running = steps.filter((step) => step.state === 'running')
  const latest = running.reduce<StepFacts | null>(
    (best, step) => (best === null || step.lastBeatAt >= best.lastBeatAt ? step : best),
    null,
  )
  const failed = steps.findLast((step) => step.state === 'failed')
  return (latest ?? failed ?? steps.at(-1))?.step ?? null
}

/**
 * Of a run that timed out or fell silent: the open shard there that was heard of longest ago, named as in flips. Null: of others, and
 * where no shard is open.
 */
export function whereItHung({ steps, quietShards }: Pick<RunFacts, 'steps' | 'quietShards'>): string | null {
  const step = currentStep(steps, null) ?? ''
  const shard = quietShards.find((quiet) => quiet.step === step)
  return shard ? partName(shard) : null
}
