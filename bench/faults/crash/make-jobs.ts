import type { ApiClient } from '@/bench/support/api-client'
import type { WebhookSink } from '@/bench/support/webhook-sink'
import { uuidOf } from '@/lib/contract/testing/uuid-of'
import { CHANNELS, channelsOf, type Job, monitorInput, PLAN } from './jobs'

const AT_ONCE = 4

/** Makes the channels and the monitors through the API, as their owner would. */
export async function makeJobs(api: ApiClient, sink: WebhookSink): Promise<Job[]> {
  const channelIds = new Map<string, string>()
  for (const name of CHANNELS) {
    const { id, secret } = await api.createChannel({ kind: 'webhook', name, config: { url: sink.urlOf(name) } })
    if (!secret) throw new Error('A new webhook channel returned no secret.')
    sink.trust(name, secret)
    channelIds.set(name, id)
  }
  const wanted = PLAN.flatMap((plan) => Array.from({ length: plan.count }, (_, n) => ({ plan, n })))
  const jobs: Job[] = []
  const work = async () => {
    for (let next = wanted.pop(); next; next = wanted.pop()) {
      const { plan, n } = next
      const channels = channelsOf(plan.kind, n)
      const input = { ...monitorInput(plan, n), channels: channels.map((name) => channelIds.get(name)!) }
      const { id, heartbeatUrl } = await api.createMonitor(input)
      const patienceMs = (plan.intervalSeconds + plan.graceSeconds) * 1_000
      jobs.push({ kind: plan.kind, monitor: uuidOf(id), heartbeatUrl, channels, patienceMs })
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return jobs
}
