import { ERROR_STATUS, type ErrorCode } from '@/lib/base/errors'
import { isForPeople, type Operation } from './operations/operation'
import { countedOf, RATES, type RateClass, rateWords } from './rates'

type Json = Record<string, unknown>

/** What each refusal means. Several codes may have one status; an operation lists at most one of them. */
const SENTENCES = {
  invalid: 'A part of the request is invalid; `field` names it.',
  unauthenticated: 'No valid API key.',
  read_only: 'The key may only read, or has no permission for this.',
  forbidden: 'Not allowed with this role, or with this kind of key.',
  not_found: 'It does not exist, or not in this workspace.',
  method_not_allowed: 'The path does not have this method; `Allow` lists its methods.',
  conflict: 'Not possible in the present state, or it was just deleted, or a quota is used up (`quota`).',
  too_large: 'The body is too large.',
  unsupported: 'The body is not JSON, or its `Content-Type` is not JSON.',
  internal: 'An internal error, which was logged.',
  unavailable: 'The database or the dashboard cannot be reached now; `Retry-After` says when to try again.',
} as const satisfies Partial<Record<ErrorCode, string>>

type ListedCode = keyof typeof SENTENCES

/** The refusals that an operation may answer with, besides `too_many`, which depends on its class. */
function errorsOf(operation: Operation): Set<ListedCode> {
  const always = ['method_not_allowed', 'internal', 'unavailable'] as const
  if (operation.permission === 'everybody') return new Set(always)
  const errors = new Set<ListedCode>(['invalid', 'unauthenticated'])
  errors.add(operation.isWrite && !isForPeople(operation) ? 'read_only' : 'forbidden')
  if (operation.path.includes('{')) errors.add('not_found')
  // What it changes may be deleted while it works.
  if (operation.isWrite) errors.add('conflict')
  if (operation.body) for (const code of ['too_large', 'unsupported'] as const) errors.add(code)
  for (const code of [...always, ...(operation.errors ?? [])]) errors.add(code)
  return errors
}

/** The refusals of an operation, by status. */
export function errorAnswers(operation: Operation): Json {
  const answers: [number, Json][] = [...errorsOf(operation)].map((code) => [ERROR_STATUS[code], reference(code)])
  if (operation.rate !== 'unlimited') answers.push([ERROR_STATUS.too_many, reference(tooManyOf(operation.rate))])
  return Object.fromEntries(answers)
}

/** Every refusal that operations refer to. */
export function errorComponents(): Json {
  const classes = Object.keys(RATES) as RateClass[]
  return Object.fromEntries([
    ...Object.entries(SENTENCES).map(([code, sentence]) => [
      code,
      answer(sentence, { isTimed: code === 'unavailable' }),
    ]),
    ...classes.map((of) => [
      tooManyOf(of),
      answer(`Class \`${of}\`: more than ${rateWords(of)}, by ${countedOf(of)}. \`Retry-After\` says when to go on.`, {
        isTimed: true,
      }),
    ]),
  ])
}

const tooManyOf = (of: RateClass) => `too_many_${of}`

const reference = (name: string) => ({ $ref: `#/components/responses/${name}` })

function answer(description: string, { isTimed }: { isTimed: boolean }): Json {
  const retryAfter = { description: 'Seconds.', schema: { type: 'integer', minimum: 1 } }
  return {
    description,
    ...(isTimed && { headers: { 'Retry-After': retryAfter } }),
    content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
  }
}
