import { type Keyring, newSecret } from '@/lib/base/secrets'

/** Binds an encrypted heartbeat key to its monitor. */
const contextOf = (workspaceId: string, monitorId: string) => workspaceId + monitorId

/** A new heartbeat key in its stored form. */
export function encryptHeartbeatKey(
  keyring: Keyring,
  { workspaceId, monitorId }: { workspaceId: string; monitorId: string },
) {
  const key = newSecret('ldb')
  return { key, hash: keyring.hash(key), ciphertext: keyring.encrypt(key, contextOf(workspaceId, monitorId)) }
}

/** Decrypts a stored key. @throws if it was encrypted with another secret, or for another monitor. */
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
