import { formatSpan } from '@/components/time/format-duration'
import { partLabels } from '@/lib/core/views/part-labels'

export interface ReasonContent {
  /** The part in the reason, as in flips. */
  part?: string | null
  /** The message of the run or part. */
  message?: string | null
  /** The limit that was broken. */
  maxRuntimeSeconds?: number | null
}

/** Why a monitor is down or a run failed, in words that can follow its name. Unknown reasons are shown unchanged. */
export function reasonLabels(reason: string, { part, message, maxRuntimeSeconds }: ReasonContent = {}): string {
  const name = part ? partLabels(part) : 'a part'
  switch (reason) {
    case 'missed':
      return 'did not finish in time'
    case 'not_started':
      return 'did not start in time'
    case 'timed_out':
      return `exceeded max runtime${maxRuntimeSeconds ? ` (${formatSpan(maxRuntimeSeconds)})` : ''}`
    case 'silent':
      return 'fell silent during a run'
    case 'failed':
      return said('failed', message)
    case 'partial':
      return said('finished with failed or missing parts', message)
    case 'part_failed':
      return said(`${name} failed`, message)
    case 'step_late':
      return `${name} was too late`
    case 'lost':
      return part ? `a run never ended (${name} was open)` : 'a run never ended'
    case 'stalled':
      return 'stopped advancing'
    default:
      return reason.replaceAll('_', ' ')
  }
}

const MOST = 160

/** With the first line of the job's message, if there is one. */
function said(words: string, message: string | null | undefined): string {
  const [line = ''] = (message ?? '').trim().split('\n')
  if (line === '') return words
  return `${words}: ${line.length > MOST ? `${line.slice(0, MOST)}…` : line}`
}
