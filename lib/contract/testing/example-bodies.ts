let made = 0

/** A right body for each operation that takes one: all tests that call every operation use it. `family`: of a new monitor. */
const BODIES: Readonly<Record<string, (family: string | undefined) => object>> = {
  createMonitor: (family) => ({ name: 'made by a test', schedule: { type: 'interval', seconds: 3_600 }, family }),
  updateMonitor: () => ({ graceSeconds: 60 }),
  createHeartbeatKey: () => ({ label: 'FAILURE_KEY', signal: 'fail' }),
  rotateHeartbeatKey: () => ({ overlapSeconds: 60 }),
  previewSchedule: () => ({ schedule: { type: 'interval', seconds: 3_600 } }),
  createChannel: () => ({ kind: 'webhook', name: 'made by a test', config: { url: 'http://127.0.0.1:4999' } }),
  updateChannel: () => ({ name: 'renamed by a test' }),
  rotateSecret: () => ({ overlapSeconds: 60 }),
  createApiKey: () => ({ name: `made by a test ${++made}`, access: 'read' }),
  rotateApiKey: () => ({ overlapSeconds: 60 }),
  updateWorkspace: () => ({ timezone: 'UTC' }),
}

/** Undefined: the operation takes no body. */
export function exampleBody(id: string, family?: string): object | undefined {
  return BODIES[id]?.(family)
}
