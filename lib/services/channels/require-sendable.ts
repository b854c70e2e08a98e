import { AppError } from '@/lib/base/errors'
import type { SendSettings, StoredConfig } from '@/lib/notify/channel-kind'
import { kindOf } from '@/lib/notify/kind-of'

/**
 * Accepts only a config that the sender would send to, so that a wrong one is refused before the
 * first incident. Called outside any transaction: a host name may have to be resolved. Web and worker
 * have the same settings.
 * @throws AppError `invalid` at the field of `config`.
 */
export async function requireSendable(
  kind: string,
  config: StoredConfig,
  settings: Pick<SendSettings, 'allowPrivateWebhooks'>,
): Promise<void> {
  const fault = await kindOf(kind)?.faultOf(config, settings)
  if (fault) throw new AppError('invalid', fault.message, `config.${fault.field}`)
}
