import { expect, test } from 'vitest'
import { OPERATIONS } from '@/lib/contract/openapi-operations'
import { type Access, type Permission, permissions, ROLES, type Rule } from '@/lib/core/access'
import { ACTIONS, PAGES } from './rows'
import { WHO_MAY, WHO_MAY_CALL, WHO_MAY_OPEN } from './who-may'

const isPermission = (access: Access): access is Permission => Object.hasOwn(permissions, access)

function lowestRole(access: Access): string {
  if (!isPermission(access)) return access
  const { roles }: Rule = permissions[access]
  const lowest = ROLES.findLastIndex((role) => roles.includes(role))
  // Each role may do what those below it may.
  expect(roles).toEqual(ROLES.slice(0, lowest + 1))
  return ROLES[lowest]!
}

function whoMay(access: Access, ofFamily: true | undefined): string {
  if (!isPermission(access)) return access
  const { keys }: Rule = permissions[access]
  return `${lowestRole(access)} | ${keys.join(' ')}${ofFamily ? ' | family' : ''}`.trim()
}

test.each(OPERATIONS)('$id may be done by those whom the second table names', ({ id, permission, ofFamily }) => {
  expect(whoMay(permission, ofFamily)).toBe(WHO_MAY[id])
})

test('the second table names no operation that is gone', () => {
  expect(Object.keys(WHO_MAY).toSorted()).toEqual(OPERATIONS.map(({ id }) => id).toSorted())
})

test('pages may be opened by those whom the second table names', () => {
  const declared = Object.fromEntries(Object.entries(PAGES).map(([page, { access }]) => [page, lowestRole(access)]))
  expect(declared).toEqual(WHO_MAY_OPEN)
})

test('actions may be called by those whom the second table names', () => {
  const actions = Object.entries(ACTIONS).map(
    ([name, { access }]) => [name.split('#')[1]!, lowestRole(access)] as const,
  )
  const declared = Object.fromEntries(actions)
  expect(Object.keys(declared).length, 'two actions have the same name').toBe(actions.length)
  expect(declared).toEqual(WHO_MAY_CALL)
})
