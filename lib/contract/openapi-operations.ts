import type { z } from 'zod'
import { apiKeyList, createApiKeyInput, createdApiKeyView, listApiKeysQuery, rotateApiKeyInput } from './api-keys'
import { auditExport, auditList, exportAuditQuery, listAuditQuery } from './audit'
import {
  channelList,
  channelView,
  createChannelInput,
  createdChannelView,
  listChannelsQuery,
  rotateSecretInput,
  testedChannel,
  updateChannelInput,
} from './channels'
import { deliveryList, deliveryView, listDeliveriesQuery } from './deliveries'
import { healthView } from './health'
import { createHeartbeatKeyInput, heartbeatKeyList, heartbeatKeyView, rotateHeartbeatKeyInput } from './heartbeat-keys'
import { incidentList, listIncidentsQuery } from './incidents'
import { listMembersQuery, memberList } from './members'
import { monitorList, monitorView } from './monitor-view'
import { createMonitorInput, listMonitorsQuery, updateMonitorInput } from './monitors'
import { listBeatsQuery, recordedBeatList } from './recorded-beats'
import { listRunsQuery, runList, runView } from './runs'
import { previewScheduleInput, schedulePreview } from './schedules'
import { usageView } from './usage'
import { updateWorkspaceInput, workspaceView } from './workspaces'

/** One path and method of the API. */
export interface Operation {
  id: string
  method: 'get' | 'post' | 'patch' | 'delete'
  path: string
  tag: string
  summary: string
  query?: z.ZodObject
  body?: z.ZodType
  answer?: z.ZodType
  status: 200 | 201 | 202 | 204
  /** What its success means. */
  answers: string
  isWrite?: boolean
  /** Needs no key. */
  isOpen?: boolean
  /** For sessions of people: no API key may do it. */
  isForPeople?: boolean
  errors?: ('conflict' | 'forbidden' | 'invalid')[]
}

const read = { method: 'get', status: 200 } as const
const make = { method: 'post', status: 201, isWrite: true } as const
const change = { method: 'patch', status: 200, isWrite: true } as const
const remove = { method: 'delete', status: 204, isWrite: true, answers: 'It is gone.' } as const
const act = { method: 'post', isWrite: true } as const

const MONITOR = '/api/v1/monitors/{monitorId}'
const KEY = `${MONITOR}/keys/{keyId}`
const CHANNEL = '/api/v1/channels/{channelId}'
const pageQuery = listRunsQuery.omit({ monitorId: true })

const monitors: Operation[] = [
  {
    ...read,
    id: 'listMonitors',
    path: '/api/v1/monitors',
    tag: 'monitors',
    summary: 'List monitors',
    query: listMonitorsQuery,
    answer: monitorList,
    answers: 'A page of monitors, oldest first.',
  },
  {
    ...make,
    id: 'createMonitor',
    path: '/api/v1/monitors',
    tag: 'monitors',
    summary: 'Create a monitor',
    body: createMonitorInput,
    answer: monitorView,
    answers: 'The monitor with its heartbeat URL.',
    errors: ['conflict'],
  },
  {
    ...read,
    id: 'getMonitor',
    path: MONITOR,
    tag: 'monitors',
    summary: 'Get a monitor',
    answer: monitorView,
    answers: 'The monitor.',
  },
  {
    ...change,
    id: 'updateMonitor',
    path: MONITOR,
    tag: 'monitors',
    summary: 'Change a monitor',
    body: updateMonitorInput,
    answer: monitorView,
    answers: 'The changed monitor.',
  },
  { ...remove, id: 'deleteMonitor', path: MONITOR, tag: 'monitors', summary: 'Delete a monitor' },
  {
    ...act,
    status: 200,
    id: 'pauseMonitor',
    path: `${MONITOR}/pause`,
    tag: 'monitors',
    summary: 'Stop judging a monitor',
    answer: monitorView,
    answers: 'The paused monitor.',
  },
  {
    ...act,
    status: 200,
    id: 'resumeMonitor',
    path: `${MONITOR}/resume`,
    tag: 'monitors',
    summary: 'Judge a monitor again',
    answer: monitorView,
    answers: 'The monitor, new again.',
  },
  {
    ...read,
    id: 'listRuns',
    path: `${MONITOR}/runs`,
    tag: 'runs',
    summary: 'List the runs of a monitor',
    query: pageQuery,
    answer: runList,
    answers: 'A page of runs, newest first.',
  },
  {
    ...read,
    id: 'listBeats',
    path: `${MONITOR}/beats`,
    tag: 'runs',
    summary: 'List the beats of a monitor',
    query: listBeatsQuery.omit({ monitorId: true }),
    answer: recordedBeatList,
    answers: 'A page of beats, newest first.',
  },
  {
    ...read,
    id: 'listHeartbeatKeys',
    path: `${MONITOR}/keys`,
    tag: 'monitors',
    summary: 'List the heartbeat keys of a monitor',
    answer: heartbeatKeyList,
    answers: 'All keys; the main key leads.',
  },
  {
    ...make,
    id: 'createHeartbeatKey',
    path: `${MONITOR}/keys`,
    tag: 'monitors',
    summary: 'Create a purpose key',
    body: createHeartbeatKeyInput,
    answer: heartbeatKeyView,
    answers: 'The key with its URL.',
  },
  {
    ...make,
    id: 'rotateHeartbeatKey',
    path: `${KEY}/rotate`,
    tag: 'monitors',
    summary: 'Replace a heartbeat key by a new one',
    body: rotateHeartbeatKeyInput,
    answer: heartbeatKeyView,
    answers: 'The new key with its URL; the old one works for the overlap.',
    errors: ['conflict'],
  },
  {
    ...act,
    status: 200,
    id: 'disableHeartbeatKey',
    path: `${KEY}/disable`,
    tag: 'monitors',
    summary: 'Answer a heartbeat key like an unknown one',
    answer: heartbeatKeyView,
    answers: 'The disabled key.',
  },
  {
    ...act,
    status: 200,
    id: 'enableHeartbeatKey',
    path: `${KEY}/enable`,
    tag: 'monitors',
    summary: 'Let a disabled heartbeat key work again',
    answer: heartbeatKeyView,
    answers: 'The key.',
  },
  {
    ...remove,
    id: 'deleteHeartbeatKey',
    path: KEY,
    tag: 'monitors',
    summary: 'Delete a purpose key, or one that is being replaced',
    errors: ['conflict'],
  },
  {
    ...read,
    id: 'getRun',
    path: '/api/v1/runs/{runId}',
    tag: 'runs',
    summary: 'Get a run with its steps and shards',
    answer: runView,
    answers: 'The run.',
  },
  {
    method: 'post',
    status: 200,
    id: 'previewSchedule',
    path: '/api/v1/schedules/preview',
    tag: 'monitors',
    summary: 'Preview a schedule',
    body: previewScheduleInput,
    answer: schedulePreview,
    answers: 'The next times at which it expects a job.',
  },
]

const alerts: Operation[] = [
  {
    ...read,
    id: 'listChannels',
    path: '/api/v1/channels',
    tag: 'alerts',
    summary: 'List channels',
    query: listChannelsQuery,
    answer: channelList,
    answers: 'A page of channels, oldest first.',
  },
  {
    ...make,
    id: 'createChannel',
    path: '/api/v1/channels',
    tag: 'alerts',
    summary: 'Create a channel',
    body: createChannelInput,
    answer: createdChannelView,
    answers: 'The channel; a webhook’s secret is told this once.',
    errors: ['conflict'],
  },
  {
    ...read,
    id: 'getChannel',
    path: CHANNEL,
    tag: 'alerts',
    summary: 'Get a channel',
    answer: channelView,
    answers: 'The channel.',
  },
  {
    ...change,
    id: 'updateChannel',
    path: CHANNEL,
    tag: 'alerts',
    summary: 'Change a channel',
    body: updateChannelInput,
    answer: channelView,
    answers: 'The changed channel.',
  },
  { ...remove, id: 'deleteChannel', path: CHANNEL, tag: 'alerts', summary: 'Delete a channel and its deliveries' },
  {
    ...act,
    status: 200,
    id: 'rotateSecret',
    path: `${CHANNEL}/rotate-secret`,
    tag: 'alerts',
    summary: 'Give a webhook a new signing secret',
    body: rotateSecretInput,
    answer: createdChannelView,
    answers: 'The channel with its new secret, which is told this once; the old one signs beside it for the overlap.',
    errors: ['conflict'],
  },
  {
    ...act,
    status: 202,
    id: 'testChannel',
    path: `${CHANNEL}/test`,
    tag: 'alerts',
    summary: 'Send a test message',
    answer: testedChannel,
    answers: 'It is queued.',
  },
  {
    ...read,
    id: 'listIncidents',
    path: '/api/v1/incidents',
    tag: 'alerts',
    summary: 'List incidents',
    query: listIncidentsQuery,
    answer: incidentList,
    answers: 'A page of incidents, newest first.',
  },
  {
    ...read,
    id: 'listDeliveries',
    path: '/api/v1/deliveries',
    tag: 'alerts',
    summary: 'List deliveries',
    query: listDeliveriesQuery,
    answer: deliveryList,
    answers: 'A page of deliveries, newest first.',
  },
  {
    ...act,
    status: 202,
    id: 'replayDelivery',
    path: '/api/v1/deliveries/{deliveryId}/replay',
    tag: 'alerts',
    summary: 'Send a dead delivery once more',
    answer: deliveryView,
    answers: 'It is queued again.',
    errors: ['conflict'],
  },
]

const keys: Operation[] = [
  {
    ...read,
    id: 'listApiKeys',
    path: '/api/v1/api-keys',
    tag: 'keys',
    summary: 'List API keys',
    query: listApiKeysQuery,
    answer: apiKeyList,
    answers: 'A page of API keys, newest first; never the keys themselves.',
    isForPeople: true,
  },
  {
    ...make,
    id: 'createApiKey',
    path: '/api/v1/api-keys',
    tag: 'keys',
    summary: 'Create an API key',
    body: createApiKeyInput,
    answer: createdApiKeyView,
    answers: 'The key with its token, which is told this once.',
    errors: ['conflict'],
    isForPeople: true,
  },
  {
    ...remove,
    id: 'revokeApiKey',
    path: '/api/v1/api-keys/{keyId}',
    tag: 'keys',
    summary: 'Revoke an API key',
    answers: 'Its next call is refused.',
    isForPeople: true,
  },
  {
    ...make,
    id: 'rotateApiKey',
    path: '/api/v1/api-keys/{keyId}/rotate',
    tag: 'keys',
    summary: 'Replace an API key by a new one',
    body: rotateApiKeyInput,
    answer: createdApiKeyView,
    answers: 'The new key with its token, which is told this once; the old one works for the overlap.',
    errors: ['conflict'],
    isForPeople: true,
  },
]

const workspace: Operation[] = [
  {
    ...read,
    id: 'getWorkspace',
    path: '/api/v1/workspace',
    tag: 'workspace',
    summary: 'Get the workspace that the key belongs to',
    answer: workspaceView,
    answers: 'The workspace with its settings.',
  },
  {
    ...change,
    id: 'updateWorkspace',
    path: '/api/v1/workspace',
    tag: 'workspace',
    summary: 'Rename the workspace or change its settings: for owners and admins who are signed in',
    body: updateWorkspaceInput,
    answer: workspaceView,
    answers: 'The changed workspace.',
    isForPeople: true,
  },
  {
    ...read,
    id: 'listMembers',
    path: '/api/v1/members',
    tag: 'workspace',
    summary: 'List members: for people who are signed in, no key',
    query: listMembersQuery,
    answer: memberList,
    answers: 'A page of members, the longest known first.',
    isForPeople: true,
  },
  {
    ...read,
    id: 'getUsage',
    path: '/api/v1/usage',
    tag: 'workspace',
    summary: 'Get how much of its quotas the workspace uses',
    answer: usageView,
    answers: 'Counts, limits, and beats by day.',
  },
]

const health: Operation[] = [
  {
    ...read,
    id: 'getReady',
    path: '/api/ready',
    tag: 'health',
    summary: 'Whether beats are heard, deadlines judged and alerts sent',
    answer: healthView,
    answers: 'Ready. 503 with the same body when it is not.',
    isOpen: true,
  },
]

const audit: Operation[] = [
  {
    ...read,
    id: 'listAudit',
    path: '/api/v1/audit',
    tag: 'audit',
    summary: 'List the audit log',
    query: listAuditQuery,
    answer: auditList,
    answers: 'A page of entries, newest first. For owners and admins who are signed in; no key may read it.',
    errors: ['forbidden'],
    isForPeople: true,
  },
  {
    ...read,
    id: 'exportAudit',
    path: '/api/v1/audit/export',
    tag: 'audit',
    summary: 'Export the audit log',
    query: exportAuditQuery,
    answer: auditExport,
    answers:
      'At most 100,000 entries, newest first, as a file of JSON or CSV. For owners and admins who are signed in.',
    errors: ['forbidden'],
    isForPeople: true,
  },
]

export const OPERATIONS: readonly Operation[] = [...monitors, ...alerts, ...keys, ...workspace, ...audit, ...health]
