import type { LookupFunction } from 'node:net'
import { envFlag } from '@/lib/base/env'
import { AppError } from '@/lib/base/errors'
import { nameFault } from '@/lib/notify/webhook/check-name'
import { urlFault } from '@/lib/notify/webhook/check-url'

/** Whether this installation sends webhooks to private addresses too. Web and worker use the same setting. */
export function allowsPrivateWebhooks(): boolean {
  return envFlag('LUBDUB_ALLOW_PRIVATE_WEBHOOKS')
}

/**
 * Accepts only URLs to which the sender would connect, so that a wrong address is refused before
 * the first incident. A host name is resolved once, for at most 2 s.
 * @throws AppError `invalid` at `config.url`.
 */
export async function requireWebhookUrl(
  url: string,
  { allowPrivate = allowsPrivateWebhooks(), lookup }: { allowPrivate?: boolean; lookup?: LookupFunction } = {},
): Promise<void> {
  const fault = urlFault(url, { allowPrivate }) ?? (await nameFault(url, { allowPrivate, ...(lookup && { lookup }) }))
  if (fault !== null) throw new AppError('invalid', fault, 'config.url')
}
