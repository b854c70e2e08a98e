import { AppError } from '@/lib/base/errors'

/**
 * The fields of a form, to be read by their schema later. An action gets any input that somebody sends: read it inside
 * the runner, where a refusal becomes an answer.
 * @throws AppError `invalid` when there are none.
 */
export function fieldsOf<T extends object>(sent: T): T {
  if (typeof sent === 'object' && sent !== null && !Array.isArray(sent)) return sent
  throw new AppError('invalid', 'This form was sent without its fields. Reload the page, and try again.')
}

/** A token or a code as it was sent, cut to its possible length; empty when it is no text. */
export function textOf(sent: string, maxLength = 200): string {
  return typeof sent === 'string' ? sent.slice(0, maxLength) : ''
}
