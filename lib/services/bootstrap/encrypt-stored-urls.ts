import type { Pool } from 'pg'
import { maskedUrl } from '@/lib/base/masked-url'
import type { Keyring } from '@/lib/base/secrets'
import { loadOpenUrls, saveEncryptedUrls } from '@/lib/db/queries/open-urls'
import { WEBHOOK } from '@/lib/notify/webhook/word'
import { encryptSecret } from '../channels/encrypt-secret'

const BATCH = 500

/**
 * Encrypts the URLs of webhooks that an earlier version stored without encryption. Encrypted URLs
 * do not change.
 */
export async function encryptStoredUrls(pool: Pool, keyring: Keyring): Promise<void> {
  for (;;) {
    const open = await loadOpenUrls(pool, { kind: WEBHOOK, limit: BATCH })
    if (open.length === 0) return
    const encrypted = open.map((row) => ({
      ...row,
      shown: maskedUrl(row.url),
      encrypted: encryptSecret(keyring, row, row.url),
    }))
    await saveEncryptedUrls(pool, encrypted)
  }
}
