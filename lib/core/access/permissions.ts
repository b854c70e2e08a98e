/** The roles of people in a workspace, the highest first. */
export const ROLES = ['owner', 'admin', 'member', 'viewer'] as const
export type Role = (typeof ROLES)[number]

/**
 * What an API key may be used for. A `provision` key may create monitors and read heartbeat URLs,
 * and nothing else.
 */
export const KEY_ACCESSES = ['read', 'write', 'provision'] as const
export type KeyAccess = (typeof KEY_ACCESSES)[number]

export interface Rule {
  /** What the permission allows, as a sentence that begins with a verb. */
  sentence: string
  roles: readonly Role[]
  keys: readonly KeyAccess[]
  /** Whether the person must have reauthenticated a short time ago. Left out: no. */
  needsReauthentication?: true
}

const ALL = ROLES
const MAKERS = ['owner', 'admin', 'member'] as const
const HEADS = ['owner', 'admin'] as const
const OWNER = ['owner'] as const
const NO_KEY = [] as const

/** The one table of permissions. No API key may manage people, keys or the workspace. */
export const permissions = {
  'monitor.read': { sentence: 'See monitors and their status.', roles: ALL, keys: ['read', 'write'] },
  'monitor.create': { sentence: 'Make monitors.', roles: MAKERS, keys: ['write', 'provision'] },
  'monitor.edit': { sentence: 'Change monitors.', roles: MAKERS, keys: ['write'] },
  'monitor.delete': { sentence: 'Delete monitors.', roles: MAKERS, keys: ['write'], needsReauthentication: true },
  'monitor.pause': { sentence: 'Pause and resume monitors.', roles: MAKERS, keys: ['write'] },
  'run.read': {
    sentence: 'See runs, their steps, output and recorded beats.',
    roles: ALL,
    keys: ['read', 'write'],
  },
  'channel.read': { sentence: 'See channels, without their secrets.', roles: ALL, keys: ['read', 'write'] },
  'channel.edit': { sentence: 'Make and change channels.', roles: MAKERS, keys: ['write'] },
  'channel.rotateSecret': {
    sentence: 'Give a webhook a new signing secret.',
    roles: MAKERS,
    keys: ['write'],
    needsReauthentication: true,
  },
  'channel.test': { sentence: 'Send a test message to a channel.', roles: MAKERS, keys: ['write'] },
  'channel.delete': { sentence: 'Delete channels.', roles: MAKERS, keys: ['write'], needsReauthentication: true },
  'incident.read': { sentence: 'See incidents.', roles: ALL, keys: ['read', 'write'] },
  'delivery.read': { sentence: 'See what was sent to channels.', roles: ALL, keys: ['read', 'write'] },
  'delivery.replay': { sentence: 'Send a dead-letter delivery again.', roles: MAKERS, keys: ['write'] },
  'heartbeatKey.read': {
    sentence: 'See heartbeat URLs. Anyone with such a URL can send beats.',
    roles: MAKERS,
    keys: ['write', 'provision'],
  },
  'heartbeatKey.create': {
    sentence: 'Make heartbeat keys.',
    roles: MAKERS,
    keys: ['write'],
    needsReauthentication: true,
  },
  'heartbeatKey.rotate': {
    sentence: 'Replace heartbeat keys with new ones.',
    roles: MAKERS,
    keys: ['write'],
    needsReauthentication: true,
  },
  'heartbeatKey.disable': {
    sentence: 'Disable, enable and delete heartbeat keys.',
    roles: MAKERS,
    keys: ['write'],
    needsReauthentication: true,
  },
  'apiKey.read': { sentence: 'See the list of API keys, never the keys themselves.', roles: HEADS, keys: NO_KEY },
  'apiKey.create': { sentence: 'Make API keys.', roles: HEADS, keys: NO_KEY, needsReauthentication: true },
  'apiKey.revoke': { sentence: 'Revoke API keys.', roles: HEADS, keys: NO_KEY, needsReauthentication: true },
  'member.read': { sentence: 'See who belongs to the workspace.', roles: ALL, keys: NO_KEY },
  'invitation.read': { sentence: 'See open invitations.', roles: HEADS, keys: NO_KEY },
  'member.invite': {
    sentence: 'Invite people and revoke invitations.',
    roles: HEADS,
    keys: NO_KEY,
    needsReauthentication: true,
  },
  'member.changeRole': {
    sentence: 'Change the roles of members.',
    roles: HEADS,
    keys: NO_KEY,
    needsReauthentication: true,
  },
  'member.remove': { sentence: 'Remove members.', roles: HEADS, keys: NO_KEY, needsReauthentication: true },
  'workspace.read': {
    sentence: 'See the name and the settings of the workspace.',
    roles: ALL,
    keys: ['read', 'write'],
  },
  'workspace.rename': { sentence: 'Rename the workspace.', roles: HEADS, keys: NO_KEY },
  'workspace.settings': { sentence: 'Change the settings of the workspace.', roles: HEADS, keys: NO_KEY },
  'workspace.transfer': {
    sentence: 'Hand the workspace over to another owner.',
    roles: OWNER,
    keys: NO_KEY,
    needsReauthentication: true,
  },
  'workspace.delete': { sentence: 'Delete the workspace.', roles: OWNER, keys: NO_KEY, needsReauthentication: true },
  'workspace.leave': { sentence: 'Leave the workspace.', roles: ALL, keys: NO_KEY },
  'audit.read': { sentence: 'See the audit log.', roles: HEADS, keys: NO_KEY },
  'audit.export': { sentence: 'Export the audit log.', roles: HEADS, keys: NO_KEY },
  'usage.read': { sentence: 'See how much of its quotas the workspace uses.', roles: ALL, keys: ['read', 'write'] },
} as const satisfies Record<string, Rule>

export type Permission = keyof typeof permissions

/**
 * Who may open a page or call a route or an action: those with the permission, or
 * - `everybody`: any caller; the answer has no data of a workspace;
 * - `person`: a person who is signed in, about themselves; no key;
 * - `known`: a person who is signed in and belongs to a workspace, and every valid key.
 */
export type Access = Permission | 'everybody' | 'person' | 'known'
