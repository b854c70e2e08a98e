import type { Schedule } from '@/lib/core/types'
import { scheduleLabels, scheduleSource } from './schedule-labels'

/** When a job is expected, in words, with its expression. */
export function ScheduleLine({ schedule }: { schedule: Schedule }) {
  const words = scheduleLabels(schedule)
  const source = scheduleSource(schedule)
  return (
    <>
      {words && <span>{words}</span>}
      {source && (
        <span {...(words && { className: 'caption', style: { marginInlineStart: 6 } })}>
          {words && ' '}
          <code>{source.expression}</code> {source.timezone}
        </span>
      )}
    </>
  )
}
