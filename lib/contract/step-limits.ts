import { z } from 'zod'
import { seconds, text } from './fields'

const signal = z.enum(['start', 'success'])

const DESCRIPTION = '`step` reaches `signal` within `withinSeconds` of `ofStep` reaching `ofSignal`.'

const stepLimit = z.strictObject({
  step: text('Step', { max: 100 }),
  signal: signal.default('success'),
  withinSeconds: seconds('Within', { min: 1 }),
  ofStep: text('Of step', { max: 100 }).nullable().default(null).meta({ description: 'Null: the run.' }),
  ofSignal: signal.default('start'),
})

export const stepLimitInput = stepLimit.meta({ id: 'StepLimitInput', description: DESCRIPTION })

export const stepLimitView = stepLimit.meta({ id: 'StepLimit', description: DESCRIPTION })
