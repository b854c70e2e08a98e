import type { LookupFunction } from 'node:net'
import { AppError } from '@/lib/base/errors'
import { nameFault } from '@/lib/notify/webhook/check-name'
import { urlFault } from '@/lib/notify/webhook/check-url'

/**
 * Accepts only URLs to which the sender would connect, so that a wrong address is refused before
 * the first incident. A host name is resolved once, for at most 2 s. `allowPrivate`: whether this
 * installation sends webhooks to private addresses too; web and worker use the same setting.
 * @throws AppError `invalid` at `config.url`.
 */
export async function requireWebhookUrl(
  url: string,
  { allowPrivate, lookup }: { allowPrivate: boolean; lookup?: LookupFunction },
): Promise<void> {
  const fault = urlFault(url, { allowPrivate }) ?? (await nameFault(url, { allowPrivate, ...(lookup && { lookup }) }))
  if (fault !== null) throw new AppError('invalid', fault, 'config.url')
}
