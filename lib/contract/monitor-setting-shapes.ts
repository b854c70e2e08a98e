import { z } from 'zod'
import { addressRange, count, seconds, text } from './fields'
import { idView } from './id-shapes'
import { fromPublicId } from './ids'
import type { MonitorSetting, SettingKind } from './monitor-setting'
import type { MONITOR_SETTINGS } from './monitor-settings'
import { noSuchChannel } from './no-such-channel'
import { scheduleInput, scheduleView } from './schedules'
import { SETTINGS } from './setting-names'

type Settings = typeof MONITOR_SETTINGS
type Of<K extends SettingKind> = Extract<MonitorSetting, { kind: K }>

const texts = z.array(z.string())

const stepSignal = z.enum(['start', 'success'])

const STEP_LIMIT = '`step` reaches `signal` within `withinSeconds` of `ofStep` reaching `ofSignal`.'

const stepLimit = z.strictObject({
  step: text('Step', { max: 100 }),
  signal: stepSignal.default('success'),
  withinSeconds: seconds('Within', { min: 1 }),
  ofStep: text('Of step', { max: 100 }).nullable().default(null).meta({ description: 'Null: the run.' }),
  ofSignal: stepSignal.default('start'),
})

const stepLimitInput = stepLimit.meta({ id: 'StepLimitInput', description: STEP_LIMIT })

const stepLimitView = stepLimit.meta({ id: 'StepLimit', description: STEP_LIMIT })

/** How each kind of setting is read from what is given, and how it is shown. */
const KINDS = {
  text: { read: ({ title, max }: Of<'text'>) => text(title, { max }), show: () => z.string() },
  duration: { read: ({ title, least }: Of<'duration'>) => seconds(title, { min: least }), show: () => z.int() },
  count: {
    read: ({ title, least, most }: Of<'count'>) => count(title, { min: least, max: most }),
    show: () => z.int(),
  },
  switch: { read: () => z.boolean(), show: () => z.boolean() },
  choice: {
    read: ({ options }: Of<'choice'>) => z.enum(Object.keys(options)),
    show: ({ options }: Of<'choice'>) => z.enum(Object.keys(options)),
  },
  steps: { read: readSteps, show: () => texts },
  tags: { read: readTags, show: () => texts },
  addresses: { read: ({ most }: Of<'addresses'>) => z.array(addressRange).max(most), show: () => texts },
  schedule: { read: () => scheduleInput, show: () => scheduleView },
  stepLimits: {
    read: ({ most }: Of<'stepLimits'>) => z.array(stepLimitInput).max(most),
    show: () => z.array(stepLimitView),
  },
  channels: {
    read: readChannels,
    show: () => z.array(idView('chn')),
  },
} satisfies { [K in SettingKind]: { read: (setting: Of<K>) => z.ZodType; show: (setting: Of<K>) => z.ZodType } }

/** Unlike an id in a path, one that is no channel's is refused here, as it is written. */
function readChannels({ most }: Of<'channels'>) {
  return z
    .array(z.string().max(100))
    .max(most)
    .transform((texts, ctx) => {
      const ids = texts.map((text) => fromPublicId('chn', text))
      const wrong = texts[ids.indexOf(null)]
      if (wrong === undefined) return ids as string[]
      ctx.addIssue({ code: 'custom', message: noSuchChannel(wrong) })
      return z.NEVER
    })
    .meta({ type: 'array', items: { type: 'string', maxLength: 100 }, maxItems: most })
}

function readSteps({ max, most }: Of<'steps'>) {
  return z
    .array(text('Step', { max }))
    .max(most)
    .refine((names) => new Set(names.map((name) => name.toLowerCase())).size === names.length, {
      error: 'Every declared step needs a name of its own; upper and lower case make no difference.',
    })
}

function readTags({ max, most }: Of<'tags'>) {
  const tag = text('Tag', { max }).refine((value) => !/\p{Cc}/u.test(value), {
    error: 'Tag must not contain control characters, such as line breaks or tabs.',
  })
  return z.array(tag).max(most).overwrite(withoutRepeats)
}

/** Without what differs from an earlier one in upper and lower case alone. */
function withoutRepeats(tags: string[]): string[] {
  const known = tags.map((tag) => tag.toLowerCase())
  return tags.filter((_, index) => known.indexOf(known[index]!) === index)
}

type Kinds = typeof KINDS
type Bare<S, Way extends 'read' | 'show'> = S extends { kind: 'choice'; options: infer O }
  ? z.ZodEnum<{ [K in keyof O & string]: K }>
  : S extends { kind: infer K extends SettingKind }
    ? ReturnType<Kinds[K][Way]>
    : never
type Shape<S, Way extends 'read' | 'show'> = S extends { default: null } ? z.ZodNullable<Bare<S, Way>> : Bare<S, Way>
type WithDefault<S> = S extends { default: unknown } ? z.ZodDefault<Shape<S, 'read'>> : Shape<S, 'read'>
type Shapes<Way extends 'read' | 'show'> = { [N in keyof Settings]: Shape<Settings[N], Way> }

function shapeOf(setting: MonitorSetting, way: 'read' | 'show'): z.ZodType {
  // Each kind gets settings of its own kind: `KINDS` has them by it.
  const bare = KINDS[setting.kind][way](setting as never) as z.ZodType
  const shape = setting.default === null ? bare.nullable() : bare
  // A schedule has a description and a component of its own.
  return setting.kind === 'schedule' ? shape : shape.meta({ description: setting.help })
}

const shapesOf = <Way extends 'read' | 'show'>(way: Way) =>
  Object.fromEntries(SETTINGS.map(([name, setting]) => [name, shapeOf(setting, way)])) as unknown as Shapes<Way>

/** How each setting is read. */
export const settingInputs = shapesOf('read')

/** The same where a monitor is made: what has a default may be left out. */
export const newSettingInputs = Object.fromEntries(
  SETTINGS.map(([name, setting]) => {
    const shape = settingInputs[name] as z.ZodType
    return [name, setting.default === undefined ? shape : shape.default(setting.default as never)]
  }),
) as unknown as { [N in keyof Settings]: WithDefault<Settings[N]> }

/** How each setting is shown. */
export const settingViews = shapesOf('show')

/** What the owner of a monitor has decided. */
export type MonitorSettings = { [N in keyof Settings]: z.output<Shape<Settings[N], 'read'>> }
