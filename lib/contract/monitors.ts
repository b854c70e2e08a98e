import { z } from 'zod'
import { addressRange, count, id, searched, seconds, text } from './fields'
import { createHeartbeatKeyInput } from './heartbeat-keys'
import { pageQueryBy } from './paging'
import { scheduleInput } from './schedules'

/** How long a deleted monitor's rows stay. Until then its keys answer 410. */
export const DELETED_MONITOR_DAYS = 7

const signal = z.enum(['start', 'success'])

const LIMIT_DESCRIPTION = '`step` reaches `signal` within `withinSeconds` of `ofStep` reaching `ofSignal`.'

const limitOfStep = z.strictObject({
  step: text('Step', { max: 100 }),
  signal: signal.default('success'),
  withinSeconds: seconds('Within', { min: 1 }),
  ofStep: text('Of step', { max: 100 }).nullable().default(null).meta({ description: 'Null: the run.' }),
  ofSignal: signal.default('start'),
})

const stepLimit = limitOfStep.meta({ id: 'StepLimitInput', description: LIMIT_DESCRIPTION })

export const stepLimitView = limitOfStep.meta({ id: 'StepLimit', description: LIMIT_DESCRIPTION })

const limit = (label: string) => seconds(label, { min: 1 }).nullable()

const fields = {
  name: text('Name', { max: 200 }),
  family: text('Family', { max: 100 }).nullable(),
  runbook: text('Runbook', { max: 4_000 })
    .nullable()
    .meta({ description: 'What to do when it is down: a link or a text.' }),
  schedule: scheduleInput,
  graceSeconds: seconds('Grace', { min: 0 }).meta({ description: 'How late a finish may be.' }),
  startBySeconds: limit('Start-by').meta({ description: 'A run must have started this long after it was expected.' }),
  maxRuntimeSeconds: limit('Max runtime').meta({
    description: 'How long a run may take. Schedule none: a day where unset.',
  }),
  silenceSeconds: limit('Silence').meta({ description: 'How long an open run may be without a beat.' }),
  stallSeconds: limit('Stall').meta({ description: 'How long `done` of an open run may stand still.' }),
  stepLimits: z.array(stepLimit).max(50),
  failureTolerance: count('Failure tolerance', { min: 1, max: 1_000 }).meta({
    description: 'Failures in a row that make it down.',
  }),
  recoveryThreshold: count('Recovery threshold', { min: 1, max: 1_000 }).meta({
    description: 'Successes in a row that bring it up.',
  }),
  steps: z
    .array(text('Step', { max: 100 }))
    .max(50)
    .refine((names) => new Set(names.map((name) => name.toLowerCase())).size === names.length, {
      error: 'Every declared step needs a name of its own; upper and lower case make no difference.',
    })
    .meta({ description: 'Declared steps in their order: shown before they begin.' }),
  endsOn: z.enum(['run', 'shards', 'steps']).meta({
    description: 'What ends a run besides its own finish: nothing, its last shard, or its last declared step.',
  }),
  expectFromCreation: z.boolean().meta({
    description: 'Whether a finish is expected before the first call, so that a job that never calls is missed.',
  }),
  partialIsFailure: z.boolean(),
  alertOnEveryFailure: z.boolean(),
  postOnly: z.boolean().meta({
    description: 'Whether GET and HEAD are refused, so that a link that somebody looks at sends no beat.',
  }),
  allowedAddresses: z
    .array(addressRange)
    .max(50)
    .meta({ description: 'Address ranges from which beats are taken, such as 10.0.0.0/8. Empty: from anywhere.' }),
  channels: z.array(id).max(50).meta({ description: 'Ids of the channels that alerts go to.' }),
}

export const createMonitorInput = z
  .strictObject({
    name: fields.name,
    family: fields.family.default(null),
    runbook: fields.runbook.default(null),
    schedule: fields.schedule,
    graceSeconds: fields.graceSeconds.default(300),
    startBySeconds: fields.startBySeconds.default(null),
    maxRuntimeSeconds: fields.maxRuntimeSeconds.default(null),
    silenceSeconds: fields.silenceSeconds.default(null),
    stallSeconds: fields.stallSeconds.default(null),
    stepLimits: fields.stepLimits.default([]),
    failureTolerance: fields.failureTolerance.default(1),
    recoveryThreshold: fields.recoveryThreshold.default(1),
    steps: fields.steps.default([]),
    endsOn: fields.endsOn.default('run'),
    expectFromCreation: fields.expectFromCreation.default(false),
    partialIsFailure: fields.partialIsFailure.default(true),
    alertOnEveryFailure: fields.alertOnEveryFailure.default(false),
    postOnly: fields.postOnly.default(false),
    allowedAddresses: fields.allowedAddresses.default([]),
    keys: z.array(createHeartbeatKeyInput).max(50).default([]).meta({ description: 'Purpose keys to make with it.' }),
    channels: fields.channels.optional().meta({
      description:
        'Ids of the channels that alerts go to. Left out: the default channel of the workspace, if there is one.',
    }),
  })
  .meta({ id: 'CreateMonitor' })

/** What is not given stays as it is; null takes a limit off. */
export const updateMonitorInput = z.strictObject(fields).partial().meta({ id: 'UpdateMonitor' })

export const updateMonitorVerb = updateMonitorInput.extend({ monitorId: id })

export const monitorStatus = z.enum(['new', 'up', 'down', 'paused'])
export const shownStatus = z.enum(['new', 'up', 'down', 'paused', 'late', 'running'])

/** What a list can be asked for: the status as shown, or what its newest run is in. */
export const monitorFilter = z.enum([...shownStatus.options, 'stalled', 'silent', 'partial'])

export const listMonitorsQuery = z.strictObject({
  query: searched(200).trim().optional().meta({ description: 'Part of the name, the family or the id.' }),
  status: z.string().pipe(monitorFilter).optional().meta({
    description: 'As shown: `late` and `running` as well; or `stalled`, `silent`, `partial`, of the newest run.',
  }),
  family: searched(100).optional(),
  order: z
    .string()
    .pipe(z.enum(['created', 'attention']))
    .optional()
    .meta({
      description: '`created` (the default): oldest first; `attention`: down first, then silent, stalled, late.',
    }),
  ...pageQueryBy('mon or ranked'),
})

export const monitorRef = z.strictObject({ monitorId: id })

export type MonitorFilterName = z.output<typeof monitorFilter>
export type CreateMonitorInput = z.input<typeof createMonitorInput>
export type UpdateMonitorInput = z.input<typeof updateMonitorInput>
export type ListMonitorsQuery = z.input<typeof listMonitorsQuery>
export type MonitorSettings = z.output<typeof createMonitorInput>
export type MonitorRef = z.input<typeof monitorRef>
