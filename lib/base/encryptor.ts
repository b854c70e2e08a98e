import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

/** A key that encrypts; its id is the prefix of what it encrypts, and reveals nothing about the key. */
export interface EncryptionKey {
  id: Buffer
  key: Buffer
}

interface Sealer {
  encrypt(plain: string, context: string): Buffer
  decrypt(encrypted: Uint8Array, context: string): string
  readonly currentHead: Buffer
  readonly heads: readonly Buffer[]
}

const VERSION = 1
const HEAD = 5
const NONCE = 12
const TAG = 16

/**
 * AES-256-GCM: version, id of the key, nonce, text, tag. A value from before key ids begins with its nonce and is tried
 * with every key.
 */
export function createEncryptor(current: EncryptionKey, old: readonly EncryptionKey[]): Sealer {
  const ring = [current, ...old]
  const currentHead = headOf(current)
  return {
    currentHead,
    heads: ring.map(headOf),
    encrypt(plain, context) {
      const nonce = randomBytes(NONCE)
      const cipher = createCipheriv('aes-256-gcm', current.key, nonce).setAAD(Buffer.from(context))
      return Buffer.concat([currentHead, nonce, cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()])
    },
    decrypt(encrypted, context) {
      const data = Buffer.from(encrypted)
      const named = ring.find((key) => headOf(key).equals(data.subarray(0, HEAD)))
      const tries = named
        ? [{ key: named.key, body: data.subarray(HEAD) }, ...ring.map(({ key }) => ({ key, body: data }))]
        : ring.map(({ key }) => ({ key, body: data }))
      for (const { key, body } of tries) {
        const plain = open(key, body, context)
        if (plain !== null) return plain
      }
      throw new Error('This was encrypted with another secret, or for another owner.')
    },
  }
}

const headOf = ({ id }: EncryptionKey) => Buffer.concat([Buffer.of(VERSION), id])

function open(key: Buffer, body: Buffer, context: string): string | null {
  if (body.length < NONCE + TAG) return null
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, body.subarray(0, NONCE)).setAAD(Buffer.from(context))
    decipher.setAuthTag(body.subarray(body.length - TAG))
    return decipher.update(body.subarray(NONCE, body.length - TAG), undefined, 'utf8') + decipher.final('utf8')
  } catch {
    return null
  }
}
