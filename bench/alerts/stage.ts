import type { Pool } from 'pg'
import type { Product } from '@/bench/support/product'
import type { WebhookSink } from '@/bench/support/webhook-sink'
import type { Keyring } from '@/lib/base/secrets'

export interface Stage {
  product: Product
  sink: WebhookSink
  pool: Pool
  keyring: Keyring
}
