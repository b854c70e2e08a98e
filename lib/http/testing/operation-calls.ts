import path from 'node:path'
import { toPublicId } from '@/lib/contract/ids'
import { openApiDocument } from '@/lib/contract/openapi'
import type { Operation } from '@/lib/contract/operations/operation'
import { exampleBody } from '@/lib/contract/testing/example-bodies'
import { uuidOf } from '@/lib/contract/testing/uuid-of'
import type { KeyAccess } from '@/lib/core/access'
import type { TestDatabase } from '@/lib/db/testing/test-database'
import { createApiKey } from '@/lib/services/api-keys/create-api-key'
import { createChannel } from '@/lib/services/channels/create-channel'
import type { ServiceContext } from '@/lib/services/context'
import { createHeartbeatKey } from '@/lib/services/keys/create-heartbeat-key'
import { createMonitor } from '@/lib/services/monitors/create-monitor'
import { beat } from '@/lib/services/testing/beat'
import { type People, TEST_BASE_URL } from '@/lib/services/testing/people'
import { updateWorkspace } from '@/lib/services/workspaces/update-workspace'

export interface Key {
  id: string
  token: string
  ctx: ServiceContext
}

let made = 0

export async function makeKey(
  by: ServiceContext,
  { access, family = null }: { access: KeyAccess; family?: string | null },
): Promise<Key> {
  const name = `key ${++made}`
  const { id, token } = await createApiKey({ ...by, now: new Date() }, { name, access, family })
  return { id, token, ctx: { ...by, actor: { kind: 'apiKey', keyId: uuidOf(id), access, family, label: name } } }
}

/** Objects for every operation in Ada's workspace, in a family. `by` creates the monitor, else Ada. */
export async function makeTargets(
  { people: { ada }, database: { pool } }: { people: People; database: TestDatabase },
  { family, by = ada }: { family: string; by?: ServiceContext },
) {
  const channel = await createChannel(ada, {
    ...{ kind: 'webhook', name: 'ops', config: { url: 'http://127.0.0.1:4999/hook' } },
  })
  // The channel that a provision key may attach.
  await updateWorkspace(ada, { defaultChannelId: channel.id })
  const input = { name: 'job', family, schedule: { type: 'none' }, channels: [channel.id] }
  const { id: monitorId } = await createMonitor(by, input)
  const key = await createHeartbeatKey(ada, { monitorId, label: 'fail', signal: 'fail' })
  const { runId } = await beat(ada, uuidOf(monitorId), { signal: 'fail' })
  await pool.query(`update delivery set state = 'dead' where monitor_id = $1`, [uuidOf(monitorId)])
  const { rows } = await pool.query('select id from delivery where monitor_id = $1', [uuidOf(monitorId)])
  const apiKey = await makeKey(ada, { access: 'read' })
  const ids = { runId: toPublicId('run', runId!), deliveryId: toPublicId('dlv', rows[0].id) }
  return { ...ids, monitorId, keyId: key.id, channelId: channel.id, apiKey }
}

export type Targets = Awaited<ReturnType<typeof makeTargets>>

export interface Asked {
  headers: Record<string, string>
  /** The values of the names in the path; the route waits for them after the caller was let in. */
  params: Record<string, string> | PromiseLike<Record<string, string>>
  family?: string
  /** With its question mark. */
  query?: string
  /** The body instead of one that is right. */
  text?: string
  type?: string
}

const document = openApiDocument() as { paths: Record<string, Record<string, { responses: object }>> }

/** The statuses that the description of the API lists for an operation. */
export function listedOf({ path: url, method }: Operation): number[] {
  return Object.keys(document.paths[url]![method]!.responses).map(Number)
}

/** Calls an operation through its route. @throws Error if the description of the API does not list what it answers. */
export async function callOperation(operation: Operation, asked: Asked): Promise<{ status: number; text: string }> {
  const { headers, params, family = 'etl', query = '', type = 'application/json' } = asked
  const right = exampleBody(operation.id, family)
  const text = asked.text ?? (right === undefined ? null : JSON.stringify(right))
  const file = operation.path.replaceAll('{', '[').replaceAll('}', ']')
  const route = await import(/* @vite-ignore */ path.join(process.cwd(), 'app', file, 'route.ts'))
  const method = operation.method.toUpperCase()
  const request = new Request(TEST_BASE_URL + operation.path + query, {
    method,
    headers: { ...headers, ...(text !== null && { 'content-type': type }) },
    body: method === 'GET' ? null : text,
  })
  const response: Response = await route[method](request, { params })
  const answer = { status: response.status, text: await response.text() }
  if (listedOf(operation).includes(answer.status)) return answer
  throw new Error(`${operation.id} answers ${answer.status}, which its description does not list: ${answer.text}`)
}

/** The values of the names in the path of an operation. */
export function paramsOf(operation: Operation, { apiKey, ...ids }: Targets): Record<string, string> {
  const all: Record<string, string> = { ...ids, ...(operation.path.includes('api-keys') && { keyId: apiKey.id }) }
  return Object.fromEntries([...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => [name!, all[name!]!]))
}
