import { expect, test } from 'vitest'
import { judgeMemberChange, leavesAnOwner, ROLES } from '.'

test.each([
  ['owner', 'owner', 'viewer', 1, 'fine'],
  ['owner', 'owner', 'viewer', 0, 'last_owner'],
  ['owner', 'owner', null, 0, 'last_owner'],
  ['owner', 'owner', 'owner', 0, 'fine'],
  ['owner', 'member', 'owner', 1, 'fine'],
  ['admin', 'member', 'admin', 1, 'fine'],
  ['admin', 'admin', 'viewer', 1, 'fine'],
  ['admin', 'member', 'owner', 1, 'above'],
  ['admin', 'owner', 'viewer', 5, 'above'],
  ['admin', 'owner', null, 5, 'above'],
  ['admin', 'viewer', null, 1, 'fine'],
] as const)('%s makes %s %s with %i other owners: %s', (by, of, to, otherOwners, expected) => {
  expect(judgeMemberChange({ by, of, to, otherOwners })).toBe(expected)
})

test('members and viewers may change nobody', () => {
  for (const by of ['member', 'viewer'] as const)
    for (const of of ROLES)
      for (const to of [...ROLES, null]) expect(judgeMemberChange({ by, of, to, otherOwners: 3 })).toBe('above')
})

test('a member who is not an owner may always leave', () => {
  for (const of of ['admin', 'member', 'viewer'] as const)
    expect(leavesAnOwner({ of, to: null, otherOwners: 0 })).toBe(true)
})
