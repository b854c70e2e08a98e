import { type Keyring, newSecret } from '@/lib/base/secrets'

/** What binds a sealed heartbeat key to its owner. */
const contextOf = (workspaceId: string, monitorId: string) => workspaceId + monitorId

/** A new heartbeat key: what is stored of it. */
export function encryptHeartbeatKey(
  keyring: Keyring,
  { workspaceId, monitorId }: { workspaceId: string; monitorId: string },
) {
  const key = newSecret('ldb')
  return { key, hash: keyring.hash(key), ciphertext: keyring.encrypt(key, contextOf(workspaceId, monitorId)) }
}

/** The key behind what is stored. @throws if it was sealed with another secret, or for another monitor. */
export function decryptHeartbeatKey(
  keyring: Keyring,
  { workspaceId, monitorId, ciphertext }: { workspaceId: string; monitorId: string; ciphertext: Uint8Array },
): string {
  return keyring.decrypt(ciphertext, contextOf(workspaceId, monitorId))
}

/** The URL that a job calls. */
export function heartbeatUrl(baseUrl: string, key: string): string {
  return `${baseUrl}/api/v1/heartbeat/${key}`
}
