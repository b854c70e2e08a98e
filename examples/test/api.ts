import type { CreateChannelInput, CreatedChannelView } from '@/lib/contract/channels'
import type { DeliveryView } from '@/lib/contract/deliveries'
import type { IncidentView } from '@/lib/contract/incidents'
import type { MonitorView } from '@/lib/contract/monitor-view'
import type { CreateMonitorInput } from '@/lib/contract/monitors'
import type { Page } from '@/lib/contract/paging'
import type { RunSummary, RunView } from '@/lib/contract/runs'

/** The management API, as programs use it. */
export class Api {
  constructor(
    readonly url: string,
    readonly key: string,
  ) {}

  /** Alerts nobody unless the case says whom: cases run side by side in one workspace, and its first channel is the default. */
  createMonitor(input: CreateMonitorInput): Promise<MonitorView> {
    return this.#call('/api/v1/monitors', { channels: [], ...input })
  }

  createChannel(input: CreateChannelInput): Promise<CreatedChannelView> {
    return this.#call('/api/v1/channels', input)
  }

  getMonitor(id: string): Promise<MonitorView> {
    return this.#call(`/api/v1/monitors/${id}`)
  }

  async listDeliveries(monitorId: string): Promise<DeliveryView[]> {
    return (await this.#call<Page<DeliveryView>>(`/api/v1/deliveries?monitorId=${monitorId}`)).data
  }

  async listIncidents(monitorId: string): Promise<IncidentView[]> {
    return (await this.#call<Page<IncidentView>>(`/api/v1/incidents?monitorId=${monitorId}`)).data
  }

  /** The newest run of a monitor with all its parts, or null. */
  async latestRun(monitorId: string): Promise<RunView | null> {
    const { data } = await this.#call<Page<RunSummary>>(`/api/v1/monitors/${monitorId}/runs?limit=1`)
    return data[0] ? this.getRun(data[0].id) : null
  }

  getRun(id: string): Promise<RunView> {
    return this.#call(`/api/v1/runs/${id}`)
  }

  async #call<T>(path: string, input?: object): Promise<T> {
    const answer = await fetch(this.url + path, {
      method: input ? 'POST' : 'GET',
      headers: { authorization: `Bearer ${this.key}`, 'content-type': 'application/json' },
      ...(input ? { body: JSON.stringify(input) } : {}),
    })
    if (answer.ok) return (await answer.json()) as T
    throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  }
}
