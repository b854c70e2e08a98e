import type { Permission } from '@/lib/core/access'

/**
 * Who may come: whom the table of permissions names (lib/core/access), or
 * - `everybody`: whoever asks; it tells nothing of any workspace;
 * - `person`: whoever is signed in, about themselves; no key;
 * - `known`: whoever is signed in and belongs to a workspace, and every key that works.
 */
export type Access = Permission | 'everybody' | 'person' | 'known'

export interface RouteRow {
  access: Access
  /** A key for one family may do it, where it is about that family. */
  ofFamily?: true
  /** What it is asked with: a query, a JSON body. `{monitorId}` and the like stand for what was made for the test. */
  query?: string
  body?: object
}

export interface PageRow {
  access: Access
  query?: string
  /** Whoever may not see it is sent on or told so. Here, instead, the page is shown without what they may not see. */
  hidesInside?: true
}

export interface ActionRow {
  access: Access
  /** What it is called with: the arguments as the browser sends them. */
  args: readonly unknown[]
}

const schedule = { type: 'interval', seconds: 3_600 }
const monitor = { name: 'made by the matrix', schedule }
const channel = { kind: 'email', name: 'made by the matrix', config: { to: ['ada@example.com'] } }
const purposeKey = { label: 'FAILURE_KEY', signal: 'fail' }

/**
 * Every route of the API with its method. The access matrix (e2e/access) asks each of them as everyone there is, and fails for
 * a route that has no row here, or answers somebody else than its row says.
 */
export const ROUTES: Readonly<Record<string, RouteRow>> = {
  'GET /api/health': { access: 'everybody' },
  'GET /api/ready': { access: 'everybody' },
  'GET /api/auth/[...nextauth]': { access: 'everybody' },
  'POST /api/auth/[...nextauth]': { access: 'everybody' },
  'GET /api/live/pulse': { access: 'known' },
  'GET /api/live/runs/[runId]': { access: 'run.read', query: 'once' },
  'GET /api/v1/openapi.json': { access: 'everybody' },
  'GET /api/v1/[...path]': { access: 'everybody' },
  'POST /api/v1/[...path]': { access: 'everybody' },
  'PUT /api/v1/[...path]': { access: 'everybody' },
  'PATCH /api/v1/[...path]': { access: 'everybody' },
  'DELETE /api/v1/[...path]': { access: 'everybody' },
  'GET /api/v1/heartbeat/[...path]': { access: 'everybody' },
  'HEAD /api/v1/heartbeat/[...path]': { access: 'everybody' },
  'POST /api/v1/heartbeat/[...path]': { access: 'everybody' },
  'PUT /api/v1/heartbeat/[...path]': { access: 'everybody' },

  'GET /api/v1/monitors': { access: 'monitor.read' },
  'POST /api/v1/monitors': { access: 'monitor.create', body: monitor },
  'GET /api/v1/monitors/[monitorId]': { access: 'monitor.read' },
  'PATCH /api/v1/monitors/[monitorId]': { access: 'monitor.edit', body: { graceSeconds: 60 } },
  'DELETE /api/v1/monitors/[monitorId]': { access: 'monitor.delete' },
  'POST /api/v1/monitors/[monitorId]/pause': { access: 'monitor.pause' },
  'POST /api/v1/monitors/[monitorId]/resume': { access: 'monitor.pause' },
  'GET /api/v1/monitors/[monitorId]/runs': { access: 'run.read' },
  'GET /api/v1/monitors/[monitorId]/beats': { access: 'run.read' },
  'GET /api/v1/monitors/[monitorId]/keys': { access: 'heartbeatKey.read' },
  'POST /api/v1/monitors/[monitorId]/keys': { access: 'heartbeatKey.create', body: purposeKey },
  'GET /api/v1/runs/[runId]': { access: 'run.read' },
  'POST /api/v1/schedules/preview': { access: 'monitor.read', body: { schedule } },

  'GET /api/v1/channels': { access: 'channel.read' },
  'POST /api/v1/channels': { access: 'channel.edit', body: channel },
  'GET /api/v1/channels/[channelId]': { access: 'channel.read' },
  'PATCH /api/v1/channels/[channelId]': { access: 'channel.edit', body: { name: 'renamed by the matrix' } },
  'DELETE /api/v1/channels/[channelId]': { access: 'channel.delete' },
  'POST /api/v1/channels/[channelId]/test': { access: 'channel.test' },
  'GET /api/v1/incidents': { access: 'incident.read' },
  'GET /api/v1/deliveries': { access: 'delivery.read' },
  'POST /api/v1/deliveries/[deliveryId]/replay': { access: 'delivery.replay' },

  'GET /api/v1/audit': { access: 'audit.read' },
  'GET /api/v1/audit/export': { access: 'audit.export', query: 'format=csv' },
}

/** Every page. */
export const PAGES: Readonly<Record<string, PageRow>> = {
  '/': { access: 'everybody' },
  '/sign-in': { access: 'everybody' },
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
  '/settings/audit': { access: 'audit.read', hidesInside: true },
}

const CHANNELS = 'app/(signed-in)/channels/actions.ts'
const MONITORS = 'app/(signed-in)/monitors/actions.ts'

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
}
