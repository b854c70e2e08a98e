import type { z } from 'zod'
import { AppError } from '@/lib/base/errors'

type Issue = z.core.$ZodRawIssue

/**
 * Reads input by its schema.
 * @throws AppError `invalid` with one sentence and the path of the wrong field, such as `schedule.expression`.
 */
export function parseInput<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const result = schema.safeParse(input, { error: sentence })
  if (result.success) return result.data
  const issue = result.error.issues[0]!
  const path = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0]] : issue.path
  throw new AppError('invalid', issue.message, path.length > 0 ? path.join('.') : null)
}

/** The error for an unknown field, in a body or a query. */
export function unknownField(name: string): AppError {
  return new AppError('invalid', noSuchField(name.slice(0, 60)), name)
}

const noSuchField = (name: string) => `There is no field \`${name}\` here; remove it or check its spelling.`

/** A value in the form in which an error may quote it: JSON, cut to one line of reasonable length. */
export function quote(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value)
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}

function sentence(issue: Issue): string {
  const name = issue.path?.length ? `\`${issue.path.join('.')}\`` : 'The request body'
  switch (issue.code) {
    case 'unrecognized_keys':
      return noSuchField(issue.keys[0]!)
    case 'invalid_type':
      if (issue.input === undefined) return `${name} is missing.`
      return `${name} must be ${TYPES[issue.expected] ?? `of type ${issue.expected}`}; got ${quote(issue.input)}.`
    case 'invalid_value':
      return `${name} must be ${either(issue.values)}; got ${quote(issue.input)}.`
    case 'invalid_union': {
      const options = 'options' in issue ? (issue.options as unknown[] | undefined) : undefined
      return options ? `${name} must be ${either(options)}.` : `${name} has none of the allowed forms.`
    }
    case 'too_big':
      return `${name} may have at most ${issue.maximum} ${countedIn(issue.origin, issue.maximum)}.`
    case 'too_small':
      return `${name} needs at least ${issue.minimum} ${countedIn(issue.origin, issue.minimum)}.`
    default:
      return `${name} cannot be read; got ${quote(issue.input)}.`
  }
}

function countedIn(origin: string, count: number | bigint): string {
  if (origin === 'string') return count === 1 ? 'character' : 'characters'
  return count === 1 ? 'entry' : 'entries'
}

const TYPES: Record<string, string> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
}

function either(values: readonly unknown[]): string {
  return values.length === 1 ? quote(values[0]) : `one of ${values.map(String).join(', ')}`
}
