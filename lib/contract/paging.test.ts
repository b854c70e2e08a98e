import { expect, test } from 'vitest'
import { AppError } from '@/lib/base/errors'
import { newId } from '@/lib/base/ids'
import { toPublicId } from './ids'
import { OPERATIONS } from './openapi-operations'
import { cursorIn } from './paging'
import { parseInput } from './parse-input'

const lists = OPERATIONS.filter(({ query }) => query && 'cursor' in query.shape).map(
  ({ id, query }) => [id, query!] as const,
)

test('there are lists to try', () => {
  expect(lists.length).toBeGreaterThanOrEqual(9)
})

test.each(lists)('%s refuses a cursor that no page of the list can contain', (_, query) => {
  for (const cursor of ['zzz', '', '-1', 'null', '1e3', '%', 'run_', `ses_${'0'.repeat(26)}`, '9'.repeat(40)]) {
    try {
      parseInput(query, { cursor })
      expect.unreachable(`took ${JSON.stringify(cursor)}`)
    } catch (error) {
      expect(error).toBeInstanceOf(AppError)
      expect(error).toMatchObject({ code: 'invalid', field: 'cursor' })
    }
  }
})

test('a page for people shows the beginning when its address has no cursor', () => {
  const id = toPublicId('inc', newId())
  expect(cursorIn('inc', id)).toBe(id)
  expect(cursorIn('inc', 'zzz')).toBeUndefined()
  expect(cursorIn('number', id)).toBeUndefined()
  expect(cursorIn('number', undefined)).toBeUndefined()
})
