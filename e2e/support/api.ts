interface Created {
  id: string
  heartbeatUrl: string
}

async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(`${process.env.LUBDUB_E2E_URL}/api/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${process.env.LUBDUB_BOOTSTRAP_API_KEY}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    body: body === undefined ? null : JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
  return (response.status === 204 ? null : await response.json()) as T
}

/** What a test needs to be there, made through the public API. */
export const api = {
  createMonitor: (input: Record<string, unknown>) => call<Created>('POST', '/monitors', input),
  createChannel: (input: Record<string, unknown>) => call<{ id: string }>('POST', '/channels', input),
  latestRun: async (monitorId: string) => {
    const { data } = await call<{ data: { id: string }[] }>('GET', `/monitors/${monitorId}/runs?limit=1`)
    const [run] = data
    if (!run) throw new Error(`${monitorId} has no run.`)
    return run
  },
}

/** A beat as a job sends it. Throws unless it was counted. */
export async function beat(url: string, signal: string, fields: Record<string, unknown> = {}): Promise<void> {
  const response = await fetch(`${url}/${signal}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(fields),
  })
  if (response.status !== 200) throw new Error(`${signal}: ${response.status} ${await response.text()}`)
}

/** A beat whose body is the job's output. */
export async function beatWithOutput(url: string, signal: string, output: string): Promise<void> {
  const response = await fetch(`${url}/${signal}`, {
    method: 'POST',
    headers: { 'content-type': 'text/plain' },
    body: output,
  })
  if (response.status !== 200) throw new Error(`${signal}: ${response.status} ${await response.text()}`)
}
