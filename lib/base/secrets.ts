import { createHmac, hkdfSync, randomBytes } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { createEncryptor, type EncryptionKey } from './encryptor'

const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567'

type SecretPrefix = 'ldb' | 'ldr' | 'ldw' | 'ldp' | 'lnk' | 'inv' | 'eml' | 'pnd'

/**
 * API keys end with a checksum: a mistyped key is detected without a query to the database, also by secret scanners.
 */
const API_KEY = /^(ld[rwp]_[a-z2-7]{32})([a-z2-7]{6})$/

/**
 * A random secret of 160 bits in lower-case base32 after its prefix: `ldb_` heartbeat, `ldr_` / `ldw_` / `ldp_` API
 * read / write / provision, `lnk_` link, `inv_` invitation, `eml_` token in a mail, `pnd_` sign-in in progress. API
 * keys have six more characters, the checksum of all before them.
 */
export function newSecret(prefix: SecretPrefix): string {
  let text = `${prefix}_`
  for (const byte of randomBytes(32)) text += BASE32[byte & 31]
  return prefix === 'ldr' || prefix === 'ldw' || prefix === 'ldp' ? text + checksumOf(text) : text
}

/**
 * Whether this has the form of an API key and a wrong checksum. False also for other forms: keys from before there were
 * checksums, and a key from `LUBDUB_BOOTSTRAP_API_KEY`.
 */
export function isMistyped(apiKey: string): boolean {
  const [, body, checksum] = API_KEY.exec(apiKey) ?? []
  return body !== undefined && checksumOf(body) !== checksum
}

/** CRC-32 as six characters of base32, the lowest bits first; the two highest bits are left out. */
function checksumOf(text: string): string {
  let rest = crc32(text)
  let checksum = ''
  for (let i = 0; i < 6; i++) {
    checksum += BASE32[rest & 31]
    rest >>>= 5
  }
  return checksum
}

/** Keys derived from the installation's secrets. */
export interface Keyring {
  /**
   * The keyed hash under which secrets are stored and looked up; a change of the encryption secret does not change it.
   */
  hash(secret: string): Buffer
  /** AES-256-GCM with the current key, bound to `context` (workspace and owner row). */
  encrypt(plain: string, context: string): Buffer
  /** @throws if the value was not encrypted with one of the keyring's secrets and this context. */
  decrypt(encrypted: Uint8Array, context: string): string
  /** The prefix of every value that is encrypted with the current key. */
  readonly currentHead: Buffer
  /** The prefixes of values that a key of the keyring encrypted; values from before key ids have none. */
  readonly heads: readonly Buffer[]
  /** A named secret for another library, such as next-auth. */
  derive(name: string): string
}

/** The secrets of a keyring. */
export interface KeyringSecrets {
  /** Encrypts, and decrypts. */
  current: string
  /** Former secrets, which only decrypt. */
  old?: readonly string[]
  /** The key of the hashes; must stay the same from the first key on. Left out: `current`. */
  hash?: string | null
}

const OLD_WITHOUT_HASH =
  'LUBDUB_SECRET_OLD is set and LUBDUB_HASH_SECRET is not. Set it to the first LUBDUB_SECRET that this installation had: without it no key is recognised.'

/** @throws when there are old secrets, and the one of the hashes is not set. */
export function keyringSecretsOf(given: {
  current: string
  old: readonly string[]
  hash: string | null
}): KeyringSecrets {
  if (given.old.length > 0 && given.hash === null) throw new Error(OLD_WITHOUT_HASH)
  return given
}

/**
 * Creates the keyring from `LUBDUB_SECRET` alone or with the other secrets; all processes of an installation must share
 * them.
 */
export function createKeyring(secrets: string | KeyringSecrets): Keyring {
  const { current, old = [], hash = null } = typeof secrets === 'string' ? { current: secrets } : secrets
  require32('LUBDUB_SECRET', [current])
  require32('Every secret in LUBDUB_SECRET_OLD', old)
  if (hash !== null) require32('LUBDUB_HASH_SECRET', [hash])
  const hashKey = deriveKey(hash ?? current, 'hash')
  const encryptor = createEncryptor(encryptionKeyOf(current), old.map(encryptionKeyOf))
  return {
    ...encryptor,
    hash: (text) => createHmac('sha256', hashKey).update(text).digest(),
    derive: (name) => deriveKey(current, `derive:${name}`).toString('base64url'),
  }
}

function require32(name: string, secrets: readonly string[]): void {
  if (secrets.some((secret) => secret.length < 32)) throw new Error(`${name} must have at least 32 characters.`)
}

function deriveKey(secret: string, name: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, 'lubdub', name, 32))
}

function encryptionKeyOf(secret: string): EncryptionKey {
  return { id: deriveKey(secret, 'seal-id').subarray(0, 4), key: deriveKey(secret, 'seal') }
}
