import { describe, expect, test } from 'vitest'
import { AppError } from '@/lib/base/errors'
import { createChannelInput } from './channels'
import { createMonitorInput, updateMonitorInput } from './monitors'
import { parseInput } from './parse-input'

const nightly = { name: 'nightly-etl', schedule: { type: 'interval', seconds: 60 } }

function refusal(schema: Parameters<typeof parseInput>[0], input: unknown) {
  try {
    parseInput(schema, input)
  } catch (error) {
    if (error instanceof AppError) return { code: error.code, message: error.message, field: error.field }
    throw error
  }
  throw new Error('The input was taken.')
}

describe('createMonitorInput', () => {
  test('sets defaults for missing fields', () => {
    expect(parseInput(createMonitorInput, nightly)).toEqual({
      name: 'nightly-etl',
      family: null,
      runbook: null,
      schedule: { type: 'interval', seconds: 60 },
      graceSeconds: 300,
      startBySeconds: null,
      maxRuntimeSeconds: null,
      silenceSeconds: null,
      stallSeconds: null,
      stepLimits: [],
      failureTolerance: 1,
      recoveryThreshold: 1,
      steps: [],
      tags: [],
      endsOn: 'run',
      expectFromCreation: false,
      keys: [],
      partialIsFailure: true,
      alertOnEveryFailure: false,
      postOnly: false,
      allowedAddresses: [],
    })
  })

  test.each([
    [{ graceSeconds: -1 }, 'graceSeconds', 'Grace must be between 0 and 31536000 seconds; got -1.'],
    [{ graceSeconds: 1.5 }, 'graceSeconds', 'Grace must be a whole number of seconds; got 1.5.'],
    [{ graceSeconds: '60' }, 'graceSeconds', 'Grace must be between 0 and 31536000 seconds; got "60".'],
    [{ maxRuntimeSeconds: 0 }, 'maxRuntimeSeconds', 'Max runtime must be between 1 and 31536000 seconds; got 0.'],
    [{ name: '' }, 'name', 'Name must have between 1 and 200 characters; it is empty.'],
    [{ name: undefined }, 'name', 'Name is missing.'],
    [{ name: 'a\u0000b' }, 'name', 'Name must not contain control characters or broken Unicode.'],
    [{ name: 'a\ud800b' }, 'name', 'Name must not contain control characters or broken Unicode.'],
    [{ schedule: undefined }, 'schedule', '`schedule` is missing.'],
    [
      { schedule: { type: 'weekly' } },
      'schedule.type',
      '`schedule.type` must be one of interval, cron, oncalendar, none.',
    ],
    [
      { schedule: { type: 'none', seconds: 5 } },
      'schedule.seconds',
      'There is no field `seconds` here; remove it or check its spelling.',
    ],
    [{ grace: 5 }, 'grace', 'There is no field `grace` here; remove it or check its spelling.'],
    [{ endsOn: 'step' }, 'endsOn', '`endsOn` must be one of run, shards, steps; got "step".'],
    [
      { failureTolerance: 0 },
      'failureTolerance',
      'Failure tolerance must be a whole number between 1 and 1000; got 0.',
    ],
    [{ channels: 'chn_1' }, 'channels', '`channels` must be a list; got "chn_1".'],
    [{ stepLimits: [{ step: 'load' }] }, 'stepLimits.0.withinSeconds', 'Within is missing.'],
    [{ tags: 'prod' }, 'tags', '`tags` must be a list; got "prod".'],
    [{ tags: ['prod', 5] }, 'tags.1', 'Tag must be a text.'],
    [{ tags: ['prod', ' '] }, 'tags.1', 'Tag must have between 1 and 50 characters; it is empty.'],
    [{ tags: ['x'.repeat(51)] }, 'tags.0', 'Tag must have between 1 and 50 characters; it is longer.'],
    [{ tags: ['a\nb'] }, 'tags.0', 'Tag must not contain control characters, such as line breaks or tabs.'],
    [{ tags: ['a\u0000b'] }, 'tags.0', 'Tag must not contain control characters or broken Unicode.'],
    [{ tags: Array.from({ length: 21 }, (_, n) => `t${n}`) }, 'tags', '`tags` may have at most 20 entries.'],
  ])('refuses %j with the field and what to do', (change, field, message) => {
    expect(refusal(createMonitorInput, { ...nightly, ...change })).toEqual({ code: 'invalid', field, message })
  })

  test('refuses a cron expression that cannot be read or never fires at schedule.expression', () => {
    for (const expression of ['every day', '0 0 31 2 *', '']) {
      const schedule = { type: 'cron', expression, timezone: 'Europe/Berlin' }
      expect(refusal(createMonitorInput, { ...nightly, schedule }).field).toBe('schedule.expression')
    }
  })

  test('refuses an unknown zone at schedule.timezone', () => {
    const schedule = { type: 'cron', expression: '0 2 * * *', timezone: 'Europe/Atlantis' }
    expect(refusal(createMonitorInput, { ...nightly, schedule })).toMatchObject({
      field: 'schedule.timezone',
      message: expect.stringContaining('Europe/Atlantis'),
    })
  })

  test('takes systemd expressions, in UTC where no zone is named', () => {
    const input = parseInput(createMonitorInput, { ...nightly, schedule: { type: 'oncalendar', expression: 'daily' } })
    expect(input.schedule).toEqual({ type: 'oncalendar', expression: 'daily', timezone: 'UTC' })
  })

  test('refuses a body that is no object', () => {
    expect(refusal(createMonitorInput, [nightly])).toEqual({
      code: 'invalid',
      field: null,
      message: expect.stringContaining('The request body must be an object'),
    })
  })

  test('refuses a planted prototype', () => {
    expect(
      refusal(createMonitorInput, JSON.parse('{"name":"a","schedule":{"type":"none"},"__proto__":{"channels":[]}}'))
        .field,
    ).toBe('__proto__')
  })
})

test('tags are trimmed and keep their order; of those that differ in case alone the first stays', () => {
  const { tags } = parseInput(createMonitorInput, { ...nightly, tags: [' Prod ', 'étl', 'prod', 'ÉTL', 'a, b'] })
  expect(tags).toEqual(['Prod', 'étl', 'a, b'])
})

test('an edit contains only the given fields, and null removes a limit', () => {
  expect(parseInput(updateMonitorInput, { stallSeconds: null })).toEqual({ stallSeconds: null })
})

describe('createChannelInput', () => {
  test.each([
    ['ftp://example.com', 'begin with https://'],
    ['example.com/hook', 'full address'],
    ['https://ada:secret@example.com', 'user name'],
    ['https://example.com/…a1b2', 'give the whole URL'],
  ])('refuses the address %s', (url, advice) => {
    expect(refusal(createChannelInput, { kind: 'webhook', name: 'ops', config: { url } })).toMatchObject({
      field: 'config.url',
      message: expect.stringContaining(advice),
    })
  })

  test('refuses two addresses in one entry and a line break', () => {
    for (const to of ['ada@example.com,ben@example.com', 'ada@example.com\nBcc: cleo@example.com', 'ada']) {
      expect(refusal(createChannelInput, { kind: 'email', name: 'ops', config: { to: [to] } }).field).toBe(
        'config.to.0',
      )
    }
  })

  test('refuses an e-mail channel without recipients', () => {
    expect(refusal(createChannelInput, { kind: 'email', name: 'ops', config: { to: [] } })).toEqual({
      code: 'invalid',
      field: 'config.to',
      message: '`config.to` needs at least 1 entry.',
    })
  })
})
