import type { CreateChannelInput, CreatedChannelView } from '@/lib/contract/channels'
import type { MonitorView } from '@/lib/contract/monitor-view'
import type { CreateMonitorInput } from '@/lib/contract/monitors'
import { HttpClient } from './http-client'

/** Talks to the management API as any program would. */
export class ApiClient {
  readonly #http = new HttpClient({ timeoutMs: 30_000, connections: 4 })
  readonly #options: { url: string; apiKey: string }

  constructor(options: { url: string; apiKey: string }) {
    this.#options = options
  }

  createChannel(input: CreateChannelInput): Promise<CreatedChannelView> {
    return this.#send('POST', '/api/v1/channels', input)
  }

  createMonitor(input: CreateMonitorInput): Promise<MonitorView> {
    return this.#send('POST', '/api/v1/monitors', input)
  }

  getMonitor(id: string): Promise<MonitorView> {
    return this.#send('GET', `/api/v1/monitors/${id}`)
  }

  close(): void {
    this.#http.close()
  }

  async #send<T>(method: string, path: string, input?: object): Promise<T> {
    const { url, apiKey } = this.#options
    const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' }
    const body = input === undefined ? undefined : JSON.stringify(input)
    const answer = await this.#http.call(url + path, { method, headers, body })
    if (answer.status !== null && answer.status < 300) return JSON.parse(answer.body) as T
    throw new Error(`${method} ${path}: ${answer.status ?? answer.error} ${answer.body.slice(0, 500)}`)
  }
}
