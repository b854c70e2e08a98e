import { expect, it } from 'vitest'
import { createMonitorInput } from '@/lib/contract/monitors'
import { fieldOf, formFaults } from './form-faults'
import { inputOf, newFormValues } from './form-values'

it('a new form with a name is taken as it stands, whatever the kind of schedule', () => {
  const values = { ...newFormValues('Europe/Berlin', []), name: 'nightly-etl' }
  for (const scheduleType of ['cron', 'interval', 'oncalendar', 'none'] as const) {
    const { success } = createMonitorInput.safeParse(inputOf({ ...values, scheduleType }))
    expect(success).toBe(true)
  }
})

it('empty texts become null, and a step limit of the run itself has no step', () => {
  const stepLimit = { step: 'load', signal: 'success', withinSeconds: 60, ofStep: '', ofSignal: 'start' } as const
  const input = inputOf({ ...newFormValues('UTC', []), name: 'x', family: ' ', runbook: '', stepLimits: [stepLimit] })
  expect(input).toMatchObject({ family: null, runbook: null, stepLimits: [{ ofStep: null }] })
})

it('an error of the server finds its field in the form', () => {
  expect(fieldOf('schedule.expression', 'cron')).toBe('cron')
  expect(fieldOf('schedule.expression', 'oncalendar')).toBe('oncalendar')
  expect(fieldOf('schedule.seconds', 'interval')).toBe('intervalSeconds')
  expect(fieldOf('schedule.timezone', 'cron')).toBe('timezone')
  expect(fieldOf('stepLimits.0.step', 'cron')).toBe('stepLimits.0.step')
  expect(fieldOf('channels.2', 'cron')).toBe('channels')
})

it('numbers that cannot be taken are errors of their fields, and never become others', () => {
  const values = { ...newFormValues('UTC', []), name: 'x' }
  expect(formFaults(values)).toEqual({})
  const bad = { ...values, graceSeconds: -300, stallSeconds: 0, failureTolerance: '', recoveryThreshold: 5000 }
  expect(Object.keys(formFaults(bad))).toEqual([
    'graceSeconds',
    'stallSeconds',
    'failureTolerance',
    'recoveryThreshold',
  ])
  expect(formFaults({ ...values, graceSeconds: null }).graceSeconds).toBe('Grace must be given.')
  expect(formFaults({ ...values, graceSeconds: null, scheduleType: 'none' })).toEqual({})
  expect(formFaults({ ...values, intervalSeconds: null, scheduleType: 'interval' }).intervalSeconds).toBe(
    'Every must be given.',
  )
})
