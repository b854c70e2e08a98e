import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

export interface ReceivedWebhook {
  headers: Record<string, string>
  body: string
}

/** Receives webhooks on loopback and keeps them unchanged. */
export class WebhookReceiver {
  readonly webhooks: ReceivedWebhook[] = []
  readonly #server: Server

  private constructor() {
    this.#server = createServer(async (request, response) => {
      this.webhooks.push({ headers: request.headers as Record<string, string>, body: await text(request) })
      response.writeHead(204).end()
    })
  }

  static async listen(): Promise<WebhookReceiver> {
    const receiver = new WebhookReceiver()
    await new Promise<void>((done) => receiver.#server.listen(0, '127.0.0.1', done))
    return receiver
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/lubdub`
  }

  close(): Promise<void> {
    return new Promise((done) => {
      this.#server.close(() => done())
      this.#server.closeAllConnections()
    })
  }
}
