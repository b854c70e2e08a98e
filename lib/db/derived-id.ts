/**
 * SQL for an id that follows from another one and from what it is about: the time of the first, so that it sorts like it,
 * and a hash of both in the place of the random part. The same two make the same id.
 */
export const derivedId = (id: string, about: string): string =>
  `overlay(${id}::text placing substr(md5(${id}::text || ${about}::text), 1, 12) from 25 for 12)::uuid`
