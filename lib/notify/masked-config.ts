import type { StoredConfig } from './channel-kind'
import { kindOf } from './kind-of'

/** The config without its secret: the field is masked. */
export function maskedConfig(kind: string, config: StoredConfig): StoredConfig {
  const secret = kindOf(kind)?.secretField
  if (!secret || !(secret.name in config)) return config
  return { ...config, [secret.name]: secret.mask(String(config[secret.name])) }
}
