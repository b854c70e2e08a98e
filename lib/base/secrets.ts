import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'

const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567'

type SecretPrefix = 'ldb' | 'ldr' | 'ldw' | 'ldp' | 'lnk' | 'inv' | 'eml' | 'pnd'

/**
 * A secret of 160 bits in lower-case base32 behind its prefix: `ldb_` heartbeat, `ldr_` / `ldw_` / `ldp_` API read / write /
 * provision, `lnk_` link, `inv_` invitation, `eml_` token in a mail, `pnd_` sign-in under way.
 */
export function newSecret(prefix: SecretPrefix): string {
  let text = ''
  for (const byte of randomBytes(32)) text += BASE32[byte & 31]
  return `${prefix}_${text}`
}

/** Keys derived from the installation's one secret. */
export interface Keyring {
  /** Keyed hash under which secrets are stored and looked up. */
  hash(secret: string): Buffer
  /** AES-256-GCM bound to `context` (workspace and owner row); the nonce leads. */
  encrypt(plain: string, context: string): Buffer
  /** @throws if the text was not made by `encrypt` with the same secret and context. */
  decrypt(sealed: Uint8Array, context: string): string
  /** A named secret for another library, such as next-auth. */
  derive(name: string): string
}

/** Makes the keyring from `LUBDUB_SECRET`; all processes of an installation must share it. */
export function createKeyring(secret: string): Keyring {
  if (secret.length < 32) throw new Error('LUBDUB_SECRET must have at least 32 characters.')
  const key = (name: string) => Buffer.from(hkdfSync('sha256', secret, 'lubdub', name, 32))
  const hashKey = key('hash')
  const sealKey = key('seal')
  return {
    hash: (text) => createHmac('sha256', hashKey).update(text).digest(),
    encrypt(plain, context) {
      const nonce = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', sealKey, nonce).setAAD(Buffer.from(context))
      return Buffer.concat([nonce, cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()])
    },
    decrypt(sealed, context) {
      const data = Buffer.from(sealed)
      const decipher = createDecipheriv('aes-256-gcm', sealKey, data.subarray(0, 12)).setAAD(Buffer.from(context))
      decipher.setAuthTag(data.subarray(data.length - 16))
      return decipher.update(data.subarray(12, data.length - 16), undefined, 'utf8') + decipher.final('utf8')
    },
    derive: (name) => key(`derive:${name}`).toString('base64url'),
  }
}
