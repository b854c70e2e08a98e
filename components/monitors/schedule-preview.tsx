'use client'

import { useDebouncedValue } from '@mantine/hooks'
import { useEffect, useState } from 'react'
import type { ActionResult } from '@/components/forms/action-result'
import { useNow, useZone } from '@/components/time/clock'
import { formatInstant, isZone } from '@/components/time/format-instant'
import type { SchedulePreview as Preview, ScheduleInput } from '@/lib/contract/schedules'
import classes from './monitor-form.module.css'

/** The times, and the schedule in words if there are any. */
export type PreviewAction = (schedule: ScheduleInput) => Promise<ActionResult<Preview & { words: string | null }>>

/** With the zone of the schedule that was asked about: while another one is typed, it is no zone yet. */
type Answer = Awaited<ReturnType<PreviewAction>> & { zone: string | null }

/** Null: the schedule has none, or this browser does not know it. */
function zoneOf(schedule: ScheduleInput): string | null {
  const zone = 'timezone' in schedule ? (schedule.timezone ?? 'UTC') : null
  return zone !== null && isZone(zone) ? zone : null
}

/** The next five expected times of the typed schedule, in its own zone and in the viewer's. */
export function SchedulePreview({ schedule, preview }: { schedule: ScheduleInput; preview: PreviewAction }) {
  const [asked] = useDebouncedValue(JSON.stringify(schedule), 300)
  const [answer, setAnswer] = useState<Answer | null>(null)
  useEffect(() => {
    let isOld = false
    const of = JSON.parse(asked) as ScheduleInput
    if (of.type === 'none') return
    preview(of).then(
      (result) => !isOld && setAnswer({ ...result, zone: zoneOf(of) }),
      () => !isOld && setAnswer({ error: { message: 'Lubdub did not answer.', field: null }, zone: null }),
    )
    return () => {
      isOld = true
    }
  }, [asked, preview])
  return (
    <aside className={classes.preview} aria-live="polite" aria-label="Next expected times">
      <h2>Next five expected times</h2>
      {schedule.type === 'none' ? (
        <p className="dim">Without a schedule nothing is expected; only runs that have started are watched.</p>
      ) : answer?.error ? (
        <p style={{ color: 'var(--state-down)' }}>{answer.error.message}</p>
      ) : (
        <>
          {answer?.ok?.words && <p className={classes.sentence}>{answer.ok.words}</p>}
          <Times times={answer?.ok?.times ?? null} zone={answer?.zone ?? null} />
        </>
      )}
      {schedule.type === 'interval' && (
        <p className="caption">Counted from each finish: if a job ends later, the next one is expected later.</p>
      )}
    </aside>
  )
}

function Times({ times, zone }: { times: string[] | null; zone: string | null }) {
  const viewerZone = useZone()
  const now = useNow()
  const zones = zone === null || zone === viewerZone ? [viewerZone] : [zone, viewerZone]
  const rows = times ?? Array.from({ length: 5 }, (_, index) => `wait ${index}`)
  return (
    <table className={classes.times}>
      <thead>
        <tr>
          {zones.map((each) => (
            <th key={each} scope="col">
              {each}
              {each === viewerZone && zones.length > 1 ? ', you' : ''}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((at) => (
          <tr key={at}>
            {zones.map((each) => (
              <td key={each} className="num">
                {times === null ? (
                  <span className="skeleton" style={{ width: 80 }} />
                ) : (
                  formatInstant(Date.parse(at), { now, zone: each, seconds: !at.endsWith(':00.000Z') })
                )}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
