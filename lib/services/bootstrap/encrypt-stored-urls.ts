import type { Pool } from 'pg'
import { maskedUrl } from '@/lib/base/masked-url'
import type { Keyring } from '@/lib/base/secrets'
import { loadOpenUrls, saveEncryptedUrls } from '@/lib/db/queries/open-urls'
import { encryptUrl } from '../channels/channel-url'

const BATCH = 500

/**
 * Encrypts the URLs of webhooks that an earlier version stored without encryption. Encrypted URLs
 * do not change.
 */
export async function encryptStoredUrls(pool: Pool, keyring: Keyring): Promise<void> {
  for (;;) {
    const open = await loadOpenUrls(pool, { limit: BATCH })
    if (open.length === 0) return
    const encrypted = open.map((row) => ({
      ...row,
      shown: maskedUrl(row.url),
      encrypted: encryptUrl(keyring, row, row.url),
    }))
    await saveEncryptedUrls(pool, encrypted)
  }
}
