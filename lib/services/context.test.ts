import { expect, test } from 'vitest'
import { AppError } from '@/lib/base/errors'
import { type Permission, permissions, type Rule, type Target } from '@/lib/core/access'
import { type Actor, requirePermission } from './context'

const NOW = new Date('2026-11-22T12:00:00Z')

const user = (role: 'owner' | 'admin' | 'member' | 'viewer'): Actor => ({
  kind: 'user',
  userId: 'usr_1',
  role,
  label: 'x@example.com',
  provedAt: NOW,
})
const key = (access: 'read' | 'write' | 'provision', family: string | null = null): Actor => ({
  kind: 'apiKey',
  keyId: 'key_1',
  access,
  family,
  label: 'ci',
})

function refusal(actor: Actor, permission: Permission, target?: Target, now = NOW): string | null {
  try {
    requirePermission({ actor, now }, permission, target)
    return null
  } catch (error) {
    if (error instanceof AppError) return `${error.code}: ${error.message}`
    throw error
  }
}

test.each([
  [user('viewer'), 'monitor.edit', 'read_only: You may only look at this workspace. Ask an owner for another role.'],
  [
    user('viewer'),
    'heartbeatKey.read',
    'forbidden: Only a member of this workspace may see heartbeat URLs. Ask one of them.',
  ],
  [
    user('member'),
    'member.remove',
    'forbidden: Only an owner or an admin of this workspace may remove members. Ask one of them.',
  ],
  [
    user('admin'),
    'workspace.delete',
    'forbidden: Only an owner of this workspace may delete the workspace. Ask one of them.',
  ],
  [key('read'), 'monitor.edit', 'read_only: This key may only read. Use a key that may write (ldw_…).'],
  [
    key('write'),
    'apiKey.read',
    'forbidden: No API key may see the list of API keys, never the keys themselves. Sign in to do it.',
  ],
  [
    key('provision'),
    'monitor.read',
    'forbidden: This key may not see monitors and their status. Use a key that may write (ldw_…).',
  ],
  [
    key('write', 'etl'),
    'monitor.edit',
    'forbidden: This key is for the family "etl" only. Use a key for the whole workspace.',
  ],
  [key('write'), 'monitor.edit', null],
  [user('owner'), 'workspace.transfer', null],
] as const)('%j and %s', (actor, permission, expected) => {
  expect(refusal(actor, permission)).toBe(expected)
})

test('a key for one family passes if the target is in its family', () => {
  expect(refusal(key('write', 'etl'), 'monitor.edit', { family: 'etl' })).toBe(null)
})

const sensitive = (Object.entries(permissions) as [Permission, Rule][]).filter(([, rule]) => rule.needsReauthentication)
const LATER = new Date(NOW.getTime() + 15 * 60_000)

test.each(sensitive.map(([name]) => name))(
  '%s is refused to a person without a recent reauthentication',
  (permission) => {
    const [role] = permissions[permission].roles
    expect(refusal(user(role), permission)).toBe(null)
    expect(refusal(user(role), permission, undefined, LATER)).toMatch(/^proof_needed: .+Prove again who you are/)
  },
)

test('an old reauthentication blocks nothing else, and no key', () => {
  expect(refusal(user('owner'), 'monitor.edit', undefined, LATER)).toBe(null)
  expect(refusal(key('write'), 'heartbeatKey.rotate', undefined, LATER)).toBe(null)
})

test('a person without the permission is not asked to reauthenticate', () => {
  expect(refusal(user('member'), 'member.remove', undefined, LATER)).toMatch(/^forbidden/)
})
