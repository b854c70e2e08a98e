import { expect, test } from 'vitest'
import {
  can,
  canGrant,
  canManage,
  grantableRoles,
  isAuthenticationRecent,
  KEY_ACCESSES,
  type KeyAccess,
  type Permission,
  permissions,
  ROLES,
  type Role,
  type Rule,
} from '.'

const names = Object.keys(permissions) as Permission[]
const user = (role: Role) => ({ kind: 'user', role }) as const
const key = (access: KeyAccess, family: string | null = null) => ({ kind: 'apiKey', access, family }) as const
const allowed = (subject: Parameters<typeof can>[0]) => names.filter((name) => can(subject, name))

// A second, independent copy of the table: it fails when somebody changes one cell by mistake.
const VIEWER = [
  ...['monitor.read', 'run.read', 'channel.read', 'incident.read', 'delivery.read', 'member.read'],
  ...['workspace.read', 'workspace.leave', 'usage.read'],
]
const MEMBER = [
  ...VIEWER,
  ...['monitor.create', 'monitor.edit', 'monitor.delete', 'monitor.pause'],
  ...['channel.edit', 'channel.rotateSecret', 'channel.test', 'channel.delete', 'delivery.replay'],
  ...['heartbeatKey.read', 'heartbeatKey.create', 'heartbeatKey.rotate', 'heartbeatKey.disable'],
]
const ADMIN = [
  ...MEMBER,
  ...[
    'apiKey.read',
    'apiKey.create',
    'apiKey.revoke',
    'invitation.read',
    'member.invite',
    'member.changeRole',
    'member.remove',
  ],
  ...['workspace.rename', 'workspace.settings', 'audit.read', 'audit.export'],
]
const READ_KEY = VIEWER.filter((name) => name !== 'member.read' && name !== 'workspace.leave')
const WRITE_KEY = MEMBER.filter((name) => name !== 'member.read' && name !== 'workspace.leave')

test.each([
  ['an owner', user('owner'), names],
  ['an admin', user('admin'), ADMIN],
  ['a member', user('member'), MEMBER],
  ['a viewer', user('viewer'), VIEWER],
  ['a key that reads', key('read'), READ_KEY],
  ['a key that writes', key('write'), WRITE_KEY],
  ['a key that provisions', key('provision'), ['monitor.create', 'heartbeatKey.read']],
])('%s has exactly these permissions', (_, subject, expected) => {
  expect(allowed(subject).toSorted()).toEqual([...expected].toSorted())
})

test('no key manages members, keys, the workspace or the audit log', () => {
  const beyond = /^(member|apiKey|workspace|audit)\./
  for (const access of KEY_ACCESSES) {
    const allowedBeyond = allowed(key(access)).filter((name) => beyond.test(name))
    expect(allowedBeyond).toEqual(access === 'provision' ? [] : ['workspace.read'])
  }
})

test('a higher role has every permission of a lower one', () => {
  for (const name of names) {
    const may = ROLES.map((role) => can(user(role), name))
    expect(may).toEqual(may.toSorted((a, b) => Number(b) - Number(a)))
  }
})

test('a key for one family may act only when the target is known to be in its family', () => {
  const etl = key('write', 'etl')
  expect(can(etl, 'monitor.edit', { family: 'etl' })).toBe(true)
  expect(can(etl, 'monitor.edit', { family: 'backup' })).toBe(false)
  expect(can(etl, 'monitor.edit', { family: null })).toBe(false)
  expect(can(etl, 'monitor.edit')).toBe(false)
  expect(can(etl, 'member.read', { family: 'etl' })).toBe(false)
  expect(can(key('write'), 'monitor.edit', { family: 'backup' })).toBe(true)
})

test.each([
  ['owner', ['owner', 'admin', 'member', 'viewer']],
  ['admin', ['admin', 'member', 'viewer']],
  ['member', []],
  ['viewer', []],
] as const)('%s manages and grants %j', (by, below) => {
  expect(ROLES.filter((of) => canManage({ by, of }))).toEqual(below)
  expect(ROLES.filter((role) => canGrant({ by, role }))).toEqual(below)
  expect(grantableRoles(by)).toEqual(below)
})

test('each permission has a sentence that explains it', () => {
  for (const name of names) expect(permissions[name].sentence).toMatch(/^[A-Z].+\.$/)
})

test('no permission to read asks for a reauthentication', () => {
  const readings = names.filter((name) => /\.(read|export)$/.test(name))
  expect(readings.length).toBeGreaterThan(10)
  expect(readings.filter((name) => (permissions[name] as Rule).needsReauthentication)).toEqual([])
})

test('exactly these permissions ask for a recent reauthentication', () => {
  expect(names.filter((name) => (permissions[name] as Rule).needsReauthentication).toSorted()).toEqual([
    ...['apiKey.create', 'apiKey.revoke', 'channel.delete', 'channel.rotateSecret'],
    ...['heartbeatKey.create', 'heartbeatKey.disable', 'heartbeatKey.rotate'],
    ...['member.changeRole', 'member.invite', 'member.remove', 'monitor.delete'],
    ...['workspace.delete', 'workspace.transfer'],
  ])
})

test.each([
  ['at once', 0, true],
  ['a second before 15 minutes are over', 899_000, true],
  ['after 15 minutes', 900_000, false],
])('a reauthentication is recent or not: %s', (_, ageMs, expected) => {
  const now = new Date('2026-11-22T12:00:00Z')
  expect(isAuthenticationRecent(new Date(now.getTime() - ageMs), now)).toBe(expected)
})
