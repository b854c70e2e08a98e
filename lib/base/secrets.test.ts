import { createCipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { createKeyring, isMistyped, keyringSecretsOf, newSecret } from './secrets'

const FIRST = 'the first secret of an installation'
const SECOND = 'the second secret, which replaces it'

test('an API key ends with a checksum that detects every single mistake', () => {
  for (const prefix of ['ldr', 'ldw', 'ldp'] as const) {
    const key = newSecret(prefix)
    expect(key).toMatch(/^ld[rwp]_[a-z2-7]{38}$/)
    expect(isMistyped(key)).toBe(false)
    for (let i = 4; i < key.length; i++) {
      const other = key[i] === 'a' ? 'b' : 'a'
      expect(isMistyped(key.slice(0, i) + other + key.slice(i + 1))).toBe(true)
    }
  }
})

test('the checksum is that of the documentation', () => {
  const [example] = /ldr_[a-z2-7]{38}/.exec(readFileSync('docs/keys.md', 'utf8'))!
  expect(isMistyped(example)).toBe(false)
  expect(isMistyped(`${example.slice(0, -6)}aaaaaa`)).toBe(true)
})

test('a text that is no key with a checksum is never called mistyped', () => {
  const older = newSecret('ldw').slice(0, 36)
  for (const key of [older, 'ldw_chosen-by-the-operator', newSecret('ldb'), '']) expect(isMistyped(key)).toBe(false)
})

test('a value that was encrypted with an old secret can be decrypted while the secret is in the keyring, and not after', () => {
  const before = createKeyring(FIRST).encrypt('hunter2', 'wsp_1chn_1')
  const ring = createKeyring({ current: SECOND, old: [FIRST], hash: FIRST })
  expect(ring.decrypt(before, 'wsp_1chn_1')).toBe('hunter2')
  expect(before.subarray(0, 5).equals(ring.currentHead)).toBe(false)
  const after = ring.encrypt('hunter2', 'wsp_1chn_1')
  expect(after.subarray(0, 5).equals(ring.currentHead)).toBe(true)
  const alone = createKeyring({ current: SECOND, hash: FIRST })
  expect(alone.decrypt(after, 'wsp_1chn_1')).toBe('hunter2')
  expect(() => alone.decrypt(before, 'wsp_1chn_1')).toThrow('another secret')
})

test('an encrypted value can be decrypted only for the row that it was encrypted for', () => {
  const ring = createKeyring(FIRST)
  const encrypted = ring.encrypt('hunter2', 'wsp_1chn_1')
  for (const context of ['wsp_2chn_1', 'wsp_1chn_2', 'wsp_1mon_1', '']) {
    expect(() => ring.decrypt(encrypted, context)).toThrow()
  }
})

test('an encrypted value that was changed in any byte cannot be decrypted', () => {
  const ring = createKeyring(FIRST)
  const encrypted = ring.encrypt('hunter2', 'c')
  for (let i = 0; i < encrypted.length; i++) {
    const changed = Buffer.from(encrypted)
    changed[i] = changed[i]! ^ 1
    expect(() => ring.decrypt(changed, 'c')).toThrow()
  }
  expect(() => ring.decrypt(Buffer.alloc(0), 'c')).toThrow()
})

test('a value from before key ids can still be decrypted', () => {
  const key = Buffer.from(hkdfSync('sha256', FIRST, 'lubdub', 'seal', 32))
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from('c'))
  const encrypted = Buffer.concat([nonce, cipher.update('hunter2', 'utf8'), cipher.final(), cipher.getAuthTag()])
  expect(createKeyring(FIRST).decrypt(encrypted, 'c')).toBe('hunter2')
  expect(createKeyring({ current: SECOND, old: [FIRST], hash: FIRST }).decrypt(encrypted, 'c')).toBe('hunter2')
})

test('hashes stay the same when the encryption secret changes, and sessions do not', () => {
  const [before, after] = [createKeyring(FIRST), createKeyring({ current: SECOND, old: [FIRST], hash: FIRST })]
  expect(after.hash('ldb_x').equals(before.hash('ldb_x'))).toBe(true)
  expect(after.derive('nextauth')).not.toBe(before.derive('nextauth'))
})

test('an old secret without the hash secret is refused, and so is a short one', () => {
  expect(() => keyringSecretsOf({ current: SECOND, old: [FIRST], hash: null })).toThrow('LUBDUB_HASH_SECRET')
  const secrets = keyringSecretsOf({ current: SECOND, old: ['x'.repeat(40), 'y'.repeat(40)], hash: FIRST })
  expect(secrets.old).toEqual(['x'.repeat(40), 'y'.repeat(40)])
  expect(() => createKeyring({ current: SECOND, old: ['short'] })).toThrow('LUBDUB_SECRET_OLD')
  expect(() => createKeyring('short')).toThrow('LUBDUB_SECRET must have')
})
