'use client'

import { DurationInput } from '@/components/forms/duration-input'
import classes from './monitor-form.module.css'
import type { MonitorFormState } from './use-monitor-form'

const LIMITS = [
  { field: 'maxRuntimeSeconds', label: 'Max runtime', description: 'A run that takes longer has timed out.' },
  { field: 'silenceSeconds', label: 'Silence', description: 'An open run without a beat for this long has failed.' },
  { field: 'stallSeconds', label: 'Stall', description: 'Alerts when done has not moved for this long.' },
  { field: 'startBySeconds', label: 'Start by', description: 'How long after its time a run must have started.' },
] as const

/** Limits of runs, each on its own; empty means off. */
export function LimitsPart({ form }: { form: MonitorFormState }) {
  const { scheduleType } = form.values
  const limits = LIMITS.filter(({ field }) => field !== 'startBySeconds' || scheduleType !== 'none')
  return (
    <fieldset className={classes.part}>
      <legend>Limits of a run</legend>
      <div className={classes.pair}>
        {limits.map(({ field, label, description }) => (
          <div key={field} data-field={field}>
            <DurationInput
              label={label}
              description={description}
              offLabel={field === 'maxRuntimeSeconds' && scheduleType === 'none' ? '1 day' : 'off'}
              {...form.getInputProps(field)}
            />
          </div>
        ))}
      </div>
    </fieldset>
  )
}
