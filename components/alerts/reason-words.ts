/** Why a monitor is down or a run went wrong, in words that can follow its name. Unknown reasons are shown as they are. */
export function reasonWords(reason: string, part: string | null = null): string {
  const name = part?.replace(/^\//, '') ?? 'a part'
  switch (reason) {
    case 'missed':
      return 'did not finish in time'
    case 'not_started':
      return 'did not start in time'
    case 'timed_out':
      return 'ran longer than it may'
    case 'silent':
      return 'fell silent during a run'
    case 'failed':
      return 'failed'
    case 'partial':
      return 'finished with failed or missing parts'
    case 'part_failed':
      return `${name} failed`
    case 'step_late':
      return `${name} was too late`
    case 'lost':
      return 'a run never ended'
    case 'stalled':
      return 'stopped advancing'
    default:
      return reason.replaceAll('_', ' ')
  }
}
