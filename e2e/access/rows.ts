import { OPERATIONS } from '@/lib/contract/openapi-operations'
import { exampleBody } from '@/lib/contract/testing/example-bodies'
import type { Access } from '@/lib/core/access'
import { readDeclared } from './declared'

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
const purposeKey = { label: 'FAILURE_KEY', signal: 'fail' }

/** What the test must know of operations of the API besides their entry: a query, and exceptions to their permissions. */
export const ASKED: Readonly<Record<string, Pick<RouteRow, 'query' | 'notTheirs'>>> = {
  listHeartbeatKeys: { notTheirs: ['provision key'] },
  replayDelivery: { notTheirs: ['family key'] },
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
    OPERATIONS.map(({ id, method, path, permission, ofFamily }) => {
      const body = exampleBody(id)
      const row = { ...ASKED[id], access: permission, ...(ofFamily && { ofFamily }), ...(body && { body }) }
      return [`${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, '[$1]')}`, row]
    }),
  ),
}

const declared = readDeclared(process.cwd())

/** What the test must know of a page besides its access. */
export const SHOWN: Readonly<Record<string, Omit<PageRow, 'access'>>> = {
  '/sign-in/link': { query: 'token=lnk_none' },
  '/monitors/new': { hidesInside: true },
  '/monitors/[monitorId]/edit': { hidesInside: true },
  '/channels/new': { hidesInside: true },
  '/settings/api-keys': { hidesInside: true },
  '/settings/general': { hidesInside: true },
  '/settings/audit': { hidesInside: true },
}

/** Every page; the access is what it declares. */
export const PAGES: Readonly<Record<string, PageRow>> = Object.fromEntries(
  Object.entries(declared.pages).map(([page, access]) => [page, { ...SHOWN[page], access }]),
)

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

/** How the actions that take arguments are called, and which are spared: file, `#`, name. */
export const CALLED: Readonly<Record<string, Omit<ActionRow, 'access'>>> = {
  [`${CHANNELS}#createChannelAction`]: { args: [channel] },
  [`${CHANNELS}#updateChannelAction`]: { args: ['{channelId}', { name: 'by an action' }] },
  [`${CHANNELS}#deleteChannelAction`]: { args: ['{channelId}'] },
  [`${CHANNELS}#testChannelAction`]: { args: ['{channelId}'] },
  [`${CHANNELS}#replayDeliveryAction`]: { args: ['{deliveryId}'] },
  [`${MONITORS}#createMonitorAction`]: { args: [monitor] },
  [`${MONITORS}#updateMonitorAction`]: { args: ['{monitorId}', { graceSeconds: 60 }] },
  [`${MONITORS}#pauseMonitorAction`]: { args: ['{monitorId}'] },
  [`${MONITORS}#resumeMonitorAction`]: { args: ['{monitorId}'] },
  [`${MONITORS}#deleteMonitorAction`]: { args: ['{monitorId}'] },
  [`${MONITORS}#createKeyAction`]: { args: ['{monitorId}', purposeKey] },
  [`${MONITORS}#previewScheduleAction`]: { args: [schedule] },
  [`${CHANNELS}#rotateSecretAction`]: { args: ['{channelId}', 60] },
  [`${KEYS}#rotateKeyAction`]: { args: ['{monitorId}', '{keyId}', 60] },
  [`${KEYS}#disableKeyAction`]: { args: ['{monitorId}', '{keyId}'] },
  [`${KEYS}#enableKeyAction`]: { args: ['{monitorId}', '{keyId}'] },
  [`${KEYS}#deleteKeyAction`]: { args: ['{monitorId}', '{keyId}'] },
  [`${API_KEYS}#createApiKeyAction`]: { args: [apiKey] },
  [`${API_KEYS}#rotateApiKeyAction`]: { args: ['{keyId}', 60] },
  [`${API_KEYS}#revokeApiKeyAction`]: { args: ['{keyId}'] },
  [`${PROFILE}#updateProfileAction`]: { args: [{ name: '' }] },
  [`${PROFILE}#changeEmailAction`]: { args: [''] },
  [`${PROFILE}#changePasswordAction`]: { args: [{ current: '', password: '' }] },
  [`${PROFILE}#disconnectAction`]: { args: ['github', 'none'] },
  [`${GENERAL}#updateWorkspaceAction`]: { args: [{ timezone: 'UTC' }] },
  [`${GENERAL}#transferWorkspaceAction`]: { args: ['{memberId}'], isSpared: true },
  [`${GENERAL}#deleteWorkspaceAction`]: { args: ['not its name'] },
  [`${MEMBERS}#changeRoleAction`]: { args: ['{memberId}', 'viewer'] },
  [`${MEMBERS}#removeMemberAction`]: { args: ['{memberId}'] },
  [`${MEMBERS}#inviteAction`]: { args: [{ email: 'eve@matrix.example', role: 'viewer' }] },
  [`${MEMBERS}#resendInvitationAction`]: { args: ['{invitationId}'] },
  [`${MEMBERS}#revokeInvitationAction`]: { args: ['{invitationId}'] },
  [`${SECURITY}#confirmTotpAction`]: { args: ['none'] },
  [`${SECURITY}#addPasskeyAction`]: { args: [{}] },
  [`${SECURITY}#renamePasskeyAction`]: { args: ['none', 'none'] },
  [`${SECURITY}#removePasskeyAction`]: { args: ['none'] },
  [`${SESSIONS}#revokeSessionAction`]: { args: ['ses_none'] },
  [`${WORKSPACES}#switchWorkspaceAction`]: { args: ['wsp_none'] },
  [`${WORKSPACES}#createWorkspaceAction`]: { args: [{ name: '' }] },
  [`${WORKSPACES}#leaveWorkspaceAction`]: { args: [], isSpared: true },
  [`${PROOF}#proveAction`]: { args: [{ kind: 'none' }] },
  [`${INVITATION}#acceptInvitationAction`]: { args: ['inv_none'] },
  [`${INVITATION}#joinByInvitationAction`]: { args: ['inv_none', 'Nobody'] },
  'app/sign-in/passkey-actions.ts#signInByPasskeyAction': {
    args: [null, { ticket: 'none', response: {} }],
  },
  'app/sign-in/second-factor/actions.ts#proveSecondFactorAction': { args: [null, {}] },
  'app/sign-in/actions.ts#requestMailAction': { args: ['', null] },
  'app/sign-in/actions.ts#signInByCodeAction': { args: ['000000'] },
  'app/sign-in/actions.ts#signInByMailLinkAction': { args: ['eml_none'] },
  'app/sign-in/actions.ts#signInWithPasswordAction': {
    args: [{ email: 'nobody@example.com', password: 'none' }, null],
  },
  'app/sign-in/actions.ts#requestResetAction': { args: [''] },
  'app/sign-in/actions.ts#resetPasswordAction': { args: ['eml_none', 'none'] },
  'app/sign-in/link/actions.ts#signInByLinkAction': { args: ['lnk_none'] },
  'app/sign-in/new-address/actions.ts#confirmEmailAction': { args: ['eml_none'] },
  'app/sign-in/old-address/actions.ts#undoEmailAction': { args: ['eml_none'] },
}

/** Every server action; the access is what it declares. One that takes arguments has none without its line in `CALLED`. */
export const ACTIONS: Readonly<Record<string, ActionRow>> = Object.fromEntries(
  Object.entries(declared.actions)
    .filter(([action, { takes }]) => takes === 0 || Object.hasOwn(CALLED, action))
    .map(([action, { access }]) => [action, { args: [], ...CALLED[action], access }]),
)
