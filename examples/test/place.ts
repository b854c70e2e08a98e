import path from 'node:path'
import { startProduct } from '@/bench/support/product'
import { findFreePort } from '@/server/start/free-port'
import { Api } from './api'
import { Mailbox } from './mailbox'
import { WebhookReceiver } from './webhook-receiver'

const API_KEY = `ldw_${'examples'.repeat(4)}`

/** Shared by the cases: a product, a receiver of its mails, and a receiver of its webhooks. */
export interface Place {
  directory: string
  api: Api
  mailbox: Mailbox
  receiver: WebhookReceiver
  stop(): Promise<void>
}

/** Starts all of it on loopback. The product's files lie in `directory`. */
export async function startPlace(directory: string): Promise<Place> {
  const mailbox = await Mailbox.listen()
  const receiver = await WebhookReceiver.listen()
  const product = await startProduct({
    dataDir: path.join(directory, 'data'),
    port: await findFreePort(),
    env: { LUBDUB_BOOTSTRAP_API_KEY: API_KEY, SMTP_URL: mailbox.smtpUrl, LUBDUB_ALLOW_PRIVATE_WEBHOOKS: '1' },
  })
  return {
    directory,
    api: new Api(product.url, API_KEY),
    mailbox,
    receiver,
    stop: async () => {
      await product.stop()
      await Promise.all([mailbox.close(), receiver.close()])
    },
  }
}
