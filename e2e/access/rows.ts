import { OPERATIONS } from '@/lib/contract/openapi-operations'
import type { Permission } from '@/lib/core/access'

/**
 * Who may call: the roles and keys that the table of permissions names (lib/core/access), or
 * - `everybody`: any caller; the answer has no data of a workspace;
 * - `person`: a person who is signed in, about themselves; no key;
 * - `known`: a person who is signed in and belongs to a workspace, and every valid key.
 */
export type Access = Permission | 'everybody' | 'person' | 'known'

export interface RouteRow {
  access: Access
  /** A key for one family may call it, for that family. */
  ofFamily?: true
  /** Keys that have the permission, but not for an object of another key, or without a family: they get a 404. */
  notTheirs?: readonly string[]
  /** How the test calls it: a query, a JSON body. `{monitorId}` and the like are replaced by objects of the test. */
  query?: string
  body?: object
}

export interface PageRow {
  access: Access
  query?: string
  /** Other callers are redirected or get an error. With this, the page is shown to them without the protected parts. */
  hidesInside?: true
}

export interface ActionRow {
  access: Access
  /** How the test calls it: the arguments as the browser sends them. */
  args: readonly unknown[]
  /** Tested only with callers that may not call it: with the others it would delete the data of the test. */
  isSpared?: true
}

const schedule = { type: 'interval', seconds: 3_600 }
const monitor = { name: 'made by the matrix', schedule }
const channel = { kind: 'email', name: 'made by the matrix', config: { to: ['ada@example.com'] } }
const apiKey = { name: 'made by the matrix', access: 'read' }
const overlap = { overlapSeconds: 60 }
const purposeKey = { label: 'FAILURE_KEY', signal: 'fail' }

/** What the operations of the API are asked with, and the exceptions to their permissions. */
const ASKED: Readonly<Record<string, Omit<RouteRow, 'access' | 'ofFamily'>>> = {
  createMonitor: { body: monitor },
  updateMonitor: { body: { graceSeconds: 60 } },
  listHeartbeatKeys: { notTheirs: ['provision key'] },
  createHeartbeatKey: { body: purposeKey },
  rotateHeartbeatKey: { body: overlap },
  previewSchedule: { body: { schedule } },
  createChannel: { body: channel },
  updateChannel: { body: { name: 'renamed by the matrix' } },
  rotateSecret: { body: overlap },
  replayDelivery: { notTheirs: ['family key'] },
  createApiKey: { body: apiKey },
  rotateApiKey: { body: overlap },
  updateWorkspace: { body: { timezone: 'UTC' } },
  exportAudit: { query: 'format=csv' },
}

/** Routes that are no operations of the API. */
const OTHERS: Readonly<Record<string, RouteRow>> = {
  'GET /api/auth/[...nextauth]': { access: 'everybody' },
  'POST /api/auth/[...nextauth]': { access: 'everybody' },
  'GET /api/live/ping': { access: 'known' },
  'GET /api/live/runs/[runId]': { access: 'run.read', ofFamily: true, query: 'once' },
  'GET /api/v1/openapi.json': { access: 'everybody' },
  ...everyMethod('/api/v1/[...path]', ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']),
  ...everyMethod('/api/v1/heartbeat/[...path]', ['GET', 'HEAD', 'POST', 'PUT']),
}

function everyMethod(path: string, methods: readonly string[]): Record<string, RouteRow> {
  return Object.fromEntries(methods.map((method) => [`${method} ${path}`, { access: 'everybody' as const }]))
}

/**
 * Every route with its method. The access matrix asks each of them as everyone there is, and fails for a route that has no row
 * here, or answers somebody else than its row says. Those of the API come from their operations.
 */
export const ROUTES: Readonly<Record<string, RouteRow>> = {
  ...OTHERS,
  ...Object.fromEntries(
    OPERATIONS.map(({ id, method, path, permission, ofFamily }) => [
      `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, '[$1]')}`,
      { ...ASKED[id], access: permission, ...(ofFamily && { ofFamily }) },
    ]),
  ),
}

/** Every page. */
export const PAGES: Readonly<Record<string, PageRow>> = {
  '/': { access: 'everybody' },
  '/sign-in': { access: 'everybody' },
  '/sign-in/code': { access: 'everybody' },
  '/sign-in/connect': { access: 'everybody' },
  '/sign-in/forgot': { access: 'everybody' },
  '/sign-in/mail': { access: 'everybody' },
  '/sign-in/new-address': { access: 'everybody' },
  '/sign-in/old-address': { access: 'everybody' },
  '/sign-in/reset': { access: 'everybody' },
  '/sign-in/second-factor': { access: 'everybody' },
  '/set-up-second-factor': { access: 'everybody' },
  '/no-workspace': { access: 'everybody' },
  '/invitations/[token]': { access: 'everybody' },
  '/sign-in/link': { access: 'everybody', query: 'token=lnk_none' },
  '/monitors': { access: 'monitor.read' },
  '/monitors/new': { access: 'monitor.create', hidesInside: true },
  '/monitors/[monitorId]': { access: 'monitor.read' },
  '/monitors/[monitorId]/edit': { access: 'monitor.edit', hidesInside: true },
  '/runs/[runId]': { access: 'run.read' },
  '/incidents': { access: 'incident.read' },
  '/channels': { access: 'channel.read' },
  '/channels/new': { access: 'channel.edit', hidesInside: true },
  '/channels/[channelId]': { access: 'channel.read' },
  '/settings/api-keys': { access: 'apiKey.read', hidesInside: true },
  '/settings': { access: 'everybody' },
  '/settings/profile': { access: 'known' },
  '/settings/security': { access: 'known' },
  '/settings/sessions': { access: 'known' },
  '/settings/workspaces': { access: 'known' },
  '/settings/general': { access: 'workspace.settings', hidesInside: true },
  '/settings/members': { access: 'member.read' },
  '/settings/usage': { access: 'usage.read' },
  '/settings/audit': { access: 'audit.read', hidesInside: true },
}

const CHANNELS = 'app/(signed-in)/channels/actions.ts'
const MONITORS = 'app/(signed-in)/monitors/actions.ts'

const KEYS = 'app/(signed-in)/monitors/key-actions.ts'
const API_KEYS = 'app/(signed-in)/settings/api-keys/actions.ts'
const GENERAL = 'app/(signed-in)/settings/general/actions.ts'
const MEMBERS = 'app/(signed-in)/settings/members/actions.ts'
const SECURITY = 'app/(signed-in)/settings/security/actions.ts'
const SESSIONS = 'app/(signed-in)/settings/sessions/actions.ts'
const WORKSPACES = 'app/(signed-in)/settings/workspaces/actions.ts'
const PROOF = 'app/reauthentication-actions.ts'
const INVITATION = 'app/invitations/[token]/actions.ts'
const PROFILE = 'app/(signed-in)/settings/profile/actions.ts'

/** Every server action: file, `#`, name. */
export const ACTIONS: Readonly<Record<string, ActionRow>> = {
  [`${CHANNELS}#createChannelAction`]: { access: 'channel.edit', args: [channel] },
  [`${CHANNELS}#updateChannelAction`]: { access: 'channel.edit', args: ['{channelId}', { name: 'by an action' }] },
  [`${CHANNELS}#deleteChannelAction`]: { access: 'channel.delete', args: ['{channelId}'] },
  [`${CHANNELS}#testChannelAction`]: { access: 'channel.test', args: ['{channelId}'] },
  [`${CHANNELS}#replayDeliveryAction`]: { access: 'delivery.replay', args: ['{deliveryId}'] },
  [`${MONITORS}#createMonitorAction`]: { access: 'monitor.create', args: [monitor] },
  [`${MONITORS}#updateMonitorAction`]: { access: 'monitor.edit', args: ['{monitorId}', { graceSeconds: 60 }] },
  [`${MONITORS}#pauseMonitorAction`]: { access: 'monitor.pause', args: ['{monitorId}'] },
  [`${MONITORS}#resumeMonitorAction`]: { access: 'monitor.pause', args: ['{monitorId}'] },
  [`${MONITORS}#deleteMonitorAction`]: { access: 'monitor.delete', args: ['{monitorId}'] },
  [`${MONITORS}#createKeyAction`]: { access: 'heartbeatKey.create', args: ['{monitorId}', purposeKey] },
  [`${MONITORS}#previewScheduleAction`]: { access: 'monitor.read', args: [schedule] },
  [`${CHANNELS}#rotateSecretAction`]: { access: 'channel.rotateSecret', args: ['{channelId}', 60] },
  [`${KEYS}#rotateKeyAction`]: { access: 'heartbeatKey.rotate', args: ['{monitorId}', '{keyId}', 60] },
  [`${KEYS}#disableKeyAction`]: { access: 'heartbeatKey.disable', args: ['{monitorId}', '{keyId}'] },
  [`${KEYS}#enableKeyAction`]: { access: 'heartbeatKey.disable', args: ['{monitorId}', '{keyId}'] },
  [`${KEYS}#deleteKeyAction`]: { access: 'heartbeatKey.disable', args: ['{monitorId}', '{keyId}'] },
  [`${API_KEYS}#createApiKeyAction`]: { access: 'apiKey.create', args: [apiKey] },
  [`${API_KEYS}#rotateApiKeyAction`]: { access: 'apiKey.create', args: ['{keyId}', 60] },
  [`${API_KEYS}#revokeApiKeyAction`]: { access: 'apiKey.revoke', args: ['{keyId}'] },
  [`${PROFILE}#updateProfileAction`]: { access: 'person', args: [{ name: '' }] },
  [`${PROFILE}#changeEmailAction`]: { access: 'person', args: [''] },
  [`${PROFILE}#changePasswordAction`]: { access: 'person', args: [{ current: '', password: '' }] },
  [`${PROFILE}#disconnectAction`]: { access: 'person', args: ['github', 'none'] },
  [`${GENERAL}#updateWorkspaceAction`]: { access: 'workspace.rename', args: [{ timezone: 'UTC' }] },
  [`${GENERAL}#transferWorkspaceAction`]: { access: 'workspace.transfer', args: ['{memberId}'], isSpared: true },
  [`${GENERAL}#deleteWorkspaceAction`]: { access: 'workspace.delete', args: ['not its name'] },
  [`${GENERAL}#undoDeletionAction`]: { access: 'workspace.delete', args: [] },
  [`${MEMBERS}#changeRoleAction`]: { access: 'member.changeRole', args: ['{memberId}', 'viewer'] },
  [`${MEMBERS}#removeMemberAction`]: { access: 'member.remove', args: ['{memberId}'] },
  [`${MEMBERS}#inviteAction`]: { access: 'member.invite', args: [{ email: 'eve@matrix.example', role: 'viewer' }] },
  [`${MEMBERS}#resendInvitationAction`]: { access: 'member.invite', args: ['{invitationId}'] },
  [`${MEMBERS}#revokeInvitationAction`]: { access: 'member.invite', args: ['{invitationId}'] },
  [`${SECURITY}#startTotpAction`]: { access: 'person', args: [] },
  [`${SECURITY}#confirmTotpAction`]: { access: 'person', args: ['none'] },
  [`${SECURITY}#removeTotpAction`]: { access: 'person', args: [] },
  [`${SECURITY}#startPasskeyAction`]: { access: 'person', args: [] },
  [`${SECURITY}#addPasskeyAction`]: { access: 'person', args: [{}] },
  [`${SECURITY}#renamePasskeyAction`]: { access: 'person', args: ['none', 'none'] },
  [`${SECURITY}#removePasskeyAction`]: { access: 'person', args: ['none'] },
  [`${SECURITY}#makeRecoveryCodesAction`]: { access: 'person', args: [] },
  [`${SESSIONS}#revokeSessionAction`]: { access: 'person', args: ['ses_none'] },
  [`${SESSIONS}#revokeOtherSessionsAction`]: { access: 'person', args: [] },
  [`${WORKSPACES}#switchWorkspaceAction`]: { access: 'person', args: ['wsp_none'] },
  [`${WORKSPACES}#createWorkspaceAction`]: { access: 'person', args: [{ name: '' }] },
  [`${WORKSPACES}#leaveWorkspaceAction`]: { access: 'workspace.leave', args: [], isSpared: true },
  [`${PROOF}#factorKindsAction`]: { access: 'person', args: [] },
  [`${PROOF}#askReauthenticationPasskeyAction`]: { access: 'person', args: [] },
  [`${PROOF}#sendReauthenticationCodeAction`]: { access: 'person', args: [] },
  [`${PROOF}#proveAction`]: { access: 'person', args: [{ kind: 'none' }] },
  [`${INVITATION}#acceptInvitationAction`]: { access: 'person', args: ['inv_none'] },
  [`${INVITATION}#joinByInvitationAction`]: { access: 'everybody', args: ['inv_none', 'Nobody'] },
  'app/sign-in/passkey-actions.ts#askPasskeyAction': { access: 'everybody', args: [] },
  'app/sign-in/passkey-actions.ts#signInByPasskeyAction': {
    access: 'everybody',
    args: [null, { ticket: 'none', response: {} }],
  },
  'app/sign-in/second-factor/actions.ts#proveSecondFactorAction': { access: 'everybody', args: [null, {}] },
  'app/sign-in/second-factor/actions.ts#askSecondFactorPasskeyAction': { access: 'everybody', args: [] },
  'app/sign-in/actions.ts#requestMailAction': { access: 'everybody', args: ['', null] },
  'app/sign-in/actions.ts#signInByCodeAction': { access: 'everybody', args: ['000000'] },
  'app/sign-in/actions.ts#signInByMailLinkAction': { access: 'everybody', args: ['eml_none'] },
  'app/sign-in/actions.ts#signInWithPasswordAction': {
    access: 'everybody',
    args: [{ email: 'nobody@example.com', password: 'none' }, null],
  },
  'app/sign-in/actions.ts#requestResetAction': { access: 'everybody', args: [''] },
  'app/sign-in/actions.ts#resetPasswordAction': { access: 'everybody', args: ['eml_none', 'none'] },
  'app/sign-in/connect/actions.ts#connectAction': { access: 'everybody', args: [] },
  'app/sign-in/link/actions.ts#signInByLinkAction': { access: 'everybody', args: ['lnk_none'] },
  'app/sign-in/new-address/actions.ts#confirmEmailAction': { access: 'everybody', args: ['eml_none'] },
  'app/sign-in/old-address/actions.ts#undoEmailAction': { access: 'everybody', args: ['eml_none'] },
}
