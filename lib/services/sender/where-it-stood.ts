import type { StepFacts } from '@/lib/db/sender/load-facts'

/**
 * The step in which a run stood: the one that the reason names, else the running one that was heard of last, else the
 * last that failed, else the last one. Null: the run has no steps.
 */
export function whereItStood(steps: readonly StepFacts[], part: string | null): string | null {
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
