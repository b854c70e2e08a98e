import { formatNumber } from '@/components/ui/format-number'
import type { RecordedBeatView } from '@/lib/contract/recorded-beats'

/** The content of a beat besides its signal, in one line: progress, exit status, host. Empty when there is none. */
export function beatLabels({ detail }: Pick<RecordedBeatView, 'detail'>): string {
  if (detail === null) return ''
  const number = (name: string) => (typeof detail[name] === 'number' ? formatNumber(detail[name]) : null)
  const done = number('done')
  const total = number('total')
  const unit = typeof detail.unit === 'string' ? ` ${detail.unit}` : ''
  return [
    done !== null && `${done}${total === null ? '' : ` of ${total}`}${unit}`,
    number('add') !== null && `+${number('add')}${unit}`,
    number('exit') !== null && `exit ${number('exit')}`,
    typeof detail.host === 'string' && detail.host,
  ]
    .filter(Boolean)
    .join(' · ')
}

/** The warning in the answer to the beat. */
export function beatWarnings({ detail }: Pick<RecordedBeatView, 'detail'>): string[] {
  return Array.isArray(detail?.warnings) ? detail.warnings.map(String) : []
}
