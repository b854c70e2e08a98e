import { expect, test } from 'vitest'
import { auditChanges } from './audit-changes'

test('a change is shown field by field, before and after', () => {
  expect(auditChanges({ name: 'a', graceSeconds: 60 }, { name: 'b', graceSeconds: null })).toEqual([
    { field: 'name', before: 'a', after: 'b' },
    { field: 'graceSeconds', before: '60', after: 'null' },
  ])
})

test('a created object has no before, a removed one no after', () => {
  expect(auditChanges(null, { to: ['ada@example.com'] })).toEqual([
    { field: 'to', before: null, after: '["ada@example.com"]' },
  ])
  expect(auditChanges({ role: 'viewer' }, null)).toEqual([{ field: 'role', before: 'viewer', after: null }])
  expect(auditChanges(null, null)).toEqual([])
  expect(auditChanges('old', 7)).toEqual([{ field: '', before: 'old', after: '7' }])
})

test('empty fields of a new object are left out, removed values of an old one are shown', () => {
  expect(
    auditChanges(null, { name: 'a', family: null, channels: [], graceSeconds: 0 }).map(({ field }) => field),
  ).toEqual(['name', 'graceSeconds'])
  expect(auditChanges({ family: 'etl' }, { family: null })).toEqual([{ field: 'family', before: 'etl', after: 'null' }])
})

test('a long value is cut', () => {
  const [change] = auditChanges(null, { runbook: 'x'.repeat(4_000) })
  expect(change!.after).toHaveLength(200)
})

test('a value of several parts can break at spaces', () => {
  const schedule = { type: 'cron', expression: '0 2 * * *', days: ['a', 'b'] }
  const [change] = auditChanges(null, { schedule })
  expect(change?.after).toBe('{"type": "cron", "expression": "0 2 * * *", "days": ["a", "b"]}')
})
