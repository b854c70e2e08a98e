import { alertOperations } from './operations/alerts'
import { apiKeyOperations } from './operations/api-keys'
import { auditOperations } from './operations/audit'
import { channelOperations } from './operations/channels'
import { healthOperations } from './operations/health'
import { heartbeatKeyOperations } from './operations/heartbeat-keys'
import { monitorOperations } from './operations/monitors'
import type { Operation } from './operations/operation'
import { runOperations } from './operations/runs'
import { workspaceOperations } from './operations/workspace'

/** All operations of the API, in the order of its description. */
export const OPERATIONS: readonly Operation[] = [
  ...monitorOperations,
  ...runOperations,
  ...heartbeatKeyOperations,
  ...channelOperations,
  ...alertOperations,
  ...apiKeyOperations,
  ...workspaceOperations,
  ...auditOperations,
  ...healthOperations,
]

const byId = new Map(OPERATIONS.map((operation) => [operation.id, operation]))

/** @throws Error if there is no such operation: a route names one that `OPERATIONS` does not have. */
export function operationOf(id: string): Operation {
  const operation = byId.get(id)
  if (!operation) throw new Error(`There is no operation ${id} in lib/contract/operations.`)
  return operation
}
