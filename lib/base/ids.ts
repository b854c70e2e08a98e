import { NIL, v7, validate } from 'uuid'

/**
 * A new id: a UUIDv7 (RFC 9562), so ids sort by age. Two of one process sort in the order of their creation, even within a
 * millisecond and when the clock is set back.
 */
export const newId = (): string => v7()

/** A uuid that no row has: smaller than every id. */
export const NO_ID: string = NIL

/** Whether PostgreSQL would read the text as a uuid. */
export const isId = (text: string): boolean => validate(text)
