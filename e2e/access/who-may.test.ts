import { expect, test } from 'vitest'
import { OPERATIONS } from '@/lib/contract/openapi-operations'
import { type Permission, permissions, ROLES, type Rule } from '@/lib/core/access'
import { WHO_MAY } from './who-may'

function whoMay(permission: Permission | 'everybody'): string {
  if (permission === 'everybody') return permission
  const { roles, keys }: Rule = permissions[permission]
  return `${ROLES.findLast((role) => roles.includes(role))} | ${keys.join(' ')}`.trim()
}

test.each(OPERATIONS)('$id may be done by those whom the second table names', ({ id, permission }) => {
  expect(whoMay(permission)).toBe(WHO_MAY[id])
})

test('the second table names no operation that is gone', () => {
  expect(Object.keys(WHO_MAY).toSorted()).toEqual(OPERATIONS.map(({ id }) => id).toSorted())
})
