import { AppError } from '@/lib/base/errors'

/**
 * The fields that a form sent, to be read by their schema later. An action gets whatever somebody sends to it: read it inside
 * of the runner, where a refusal becomes an answer.
 * @throws AppError `invalid` where there are none.
 */
export function fieldsOf<T extends object>(sent: T): T {
  if (typeof sent === 'object' && sent !== null && !Array.isArray(sent)) return sent
  throw new AppError('invalid', 'This form was sent without its fields. Load the page again, then repeat this.')
}

/** A token or a code as it was sent, cut to what one can have; nothing where it is no text. */
export function textOf(sent: string, maxLength = 200): string {
  return typeof sent === 'string' ? sent.slice(0, maxLength) : ''
}
