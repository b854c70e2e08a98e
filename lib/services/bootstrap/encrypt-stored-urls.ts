import type { Pool } from 'pg'
import { maskedUrl } from '@/lib/base/masked-url'
import type { Keyring } from '@/lib/base/secrets'
import { loadOpenUrls, saveEncryptedUrls } from '@/lib/db/queries/open-urls'
import { encryptUrl } from '../channels/channel-url'

const BATCH = 500

/** Seals the URLs of webhooks that an earlier version has stored as they are; one that is sealed is left alone. */
export async function encryptStoredUrls(pool: Pool, keyring: Keyring): Promise<void> {
  for (;;) {
    const open = await loadOpenUrls(pool, { limit: BATCH })
    if (open.length === 0) return
    const sealed = open.map((row) => ({ ...row, shown: maskedUrl(row.url), sealed: encryptUrl(keyring, row, row.url) }))
    await saveEncryptedUrls(pool, sealed)
  }
}
