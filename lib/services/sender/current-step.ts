import { partName } from '@/lib/core/runs/part-name'
import type { RunFacts, StepFacts } from '@/lib/db/sender/event-facts'

/**
 * The current step of a run: the one that the reason names, else the running one with the latest
 * beat, else the last failed one, else the last one. Null: the run has no steps.
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
 * The open shard of the current step with the oldest last beat, named as in flips, for a run that
 * timed out or was silent. Null: for other runs, or if no shard is open.
 */
export function whereItHung({ steps, quietShards }: Pick<RunFacts, 'steps' | 'quietShards'>): string | null {
  const step = currentStep(steps, null) ?? ''
  const shard = quietShards.find((quiet) => quiet.step === step)
  return shard ? partName(shard) : null
}
