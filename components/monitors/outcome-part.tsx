'use client'

import { NumberInput, Radio, Stack, Switch } from '@mantine/core'
import classes from './monitor-form.module.css'
import type { MonitorFormState } from './use-monitor-form'

/** What counts as a failure, and how many it takes. */
export function OutcomePart({ form }: { form: MonitorFormState }) {
  return (
    <fieldset className={classes.part}>
      <legend>What counts</legend>
      <div className={classes.pair}>
        <NumberInput
          label="Failures in a row until it is down"
          clampBehavior="none"
          data-field="failureTolerance"
          {...form.getInputProps('failureTolerance')}
        />
        <NumberInput
          label="Successes in a row until it is up again"
          clampBehavior="none"
          data-field="recoveryThreshold"
          {...form.getInputProps('recoveryThreshold')}
        />
      </div>
      <Radio.Group label="A run ends" data-field="endsOn" {...form.getInputProps('endsOn')}>
        <Stack gap={8} mt={8}>
          <Radio value="run" label="with its own success or fail" />
          <Radio value="shards" label="when all its expected shards have ended" />
          <Radio value="steps" label="when its last declared step has succeeded, or a step has failed" />
        </Stack>
      </Radio.Group>
      <Switch
        label="A run that succeeds with failed or missing parts counts as a failure"
        {...form.getInputProps('partialIsFailure', { type: 'checkbox' })}
      />
      <Switch
        label="Alert for every failed run, also while it is down already"
        {...form.getInputProps('alertOnEveryFailure', { type: 'checkbox' })}
      />
    </fieldset>
  )
}
