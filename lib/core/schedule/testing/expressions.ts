import fc from 'fast-check'

/** Cron expressions of every form; some of them never fire. */
export function cronExpressions(): fc.Arbitrary<string> {
  const field = (min: number, max: number) => {
    const range = span(min, max).map(([low, high]) => `${low}-${high}`)
    const step = fc.integer({ min: 1, max: Math.min(12, max - min) })
    const item = fc.oneof(
      fc.integer({ min, max }).map(String),
      range,
      fc.tuple(range, step).map(([text, by]) => `${text}/${by}`),
    )
    return fc.oneof(
      list(item),
      fc.constant('*'),
      step.map((by) => `*/${by}`),
    )
  }
  return fc.tuple(field(0, 59), field(0, 23), field(1, 31), field(1, 12), field(0, 7)).map((fields) => fields.join(' '))
}

/** OnCalendar expressions without a zone; some of them never fire. */
export function onCalendarExpressions(): fc.Arbitrary<string> {
  const chain = (min: number, max: number) => {
    const item = fc.oneof(
      fc.integer({ min, max }).map(String),
      span(min, max).map(([low, high]) => `${low}..${high}`),
      span(min, max - 1).map(([low]) => `${low}/1`),
      fc.tuple(span(min, max), fc.integer({ min: 1, max: 5 })).map(([[low, high], by]) => `${low}..${high}/${by}`),
    )
    return fc.oneof(list(item), fc.constant('*'))
  }
  const fromEnd = list(
    fc.oneof(
      fc.integer({ min: 1, max: 28 }).map(String),
      span(1, 28).map(([low, high]) => `${low}..${high}`),
    ),
  )
  const weekdays = fc.constantFrom('', '', 'Mon ', 'Mon..Fri ', 'Sat,Sun ', 'Tue,Thu..Sat ')
  const date = fc.oneof(
    fc.constant(''),
    fc.tuple(chain(1, 12), chain(1, 31)).map(([month, day]) => `${month}-${day} `),
    fc.tuple(chain(1, 12), fromEnd).map(([month, day]) => `*-${month}~${day} `),
    fc.tuple(chain(2025, 2032), chain(1, 12), chain(1, 31)).map((parts) => `${parts.join('-')} `),
  )
  const seconds = fc.oneof(
    fc.constant(''),
    chain(0, 59).map((text) => `:${text}`),
  )
  return fc.tuple(weekdays, date, chain(0, 23), fc.constant(':'), chain(0, 59), seconds).map((parts) => parts.join(''))
}

const list = (item: fc.Arbitrary<string>) =>
  fc.array(item, { minLength: 1, maxLength: 3 }).map((items) => items.join(','))

const span = (min: number, max: number) =>
  fc
    .tuple(fc.integer({ min, max }), fc.integer({ min, max }))
    .map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const)
