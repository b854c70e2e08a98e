'use client'

import { Input, SegmentedControl, TextInput } from '@mantine/core'
import { DurationInput } from '@/components/forms/duration-input'
import { ZoneInput } from '@/components/forms/zone-input'
import type { ScheduleType } from './form-values'
import classes from './monitor-form.module.css'
import { SettingFields } from './setting-fields'
import type { MonitorFormState } from './use-monitor-form'

const TYPES: { value: ScheduleType; label: string }[] = [
  { value: 'cron', label: 'Cron' },
  { value: 'interval', label: 'Interval' },
  { value: 'oncalendar', label: 'OnCalendar' },
  { value: 'none', label: 'None' },
]

const MONO = { input: { fontFamily: 'var(--font-geist-mono)' } }

/** When the job is expected, and how late it may be. */
export function SchedulePart({ form }: { form: MonitorFormState }) {
  const { scheduleType } = form.values
  const hasZone = scheduleType === 'cron' || scheduleType === 'oncalendar'
  return (
    <fieldset className={classes.part}>
      <legend>When it is expected</legend>
      <Input.Wrapper error={form.errors.scheduleType}>
        <SegmentedControl
          fullWidth
          aria-label="Kind of schedule"
          data={TYPES}
          value={scheduleType}
          onChange={(value) => form.setFieldValue('scheduleType', value as ScheduleType)}
        />
      </Input.Wrapper>
      <SettingFields form={form} group="when">
        {scheduleType === 'cron' && (
          <TextInput
            label="Cron expression"
            description="Minute, hour, day, month, weekday; as in crontab(5)."
            data-field="cron"
            styles={MONO}
            {...form.getInputProps('cron')}
          />
        )}
        {scheduleType === 'oncalendar' && (
          <TextInput
            label="OnCalendar expression"
            description="As in systemd.time(7), such as Mon..Fri 06:30."
            data-field="oncalendar"
            styles={MONO}
            {...form.getInputProps('oncalendar')}
          />
        )}
        {hasZone && (
          <ZoneInput
            label="Time zone"
            description="In which the expression is meant."
            data-field="timezone"
            {...form.getInputProps('timezone')}
          />
        )}
        {scheduleType === 'interval' && (
          <div data-field="intervalSeconds">
            <DurationInput
              label="Every"
              description="At the latest this long after a finish, the next one is expected."
              {...form.getInputProps('intervalSeconds')}
            />
          </div>
        )}
      </SettingFields>
    </fieldset>
  )
}
