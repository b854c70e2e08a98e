import type { ClientBase, Pool } from 'pg'
import { newId } from '@/lib/base/ids'
import { createKeyring, type Keyring, type KeyringSecrets } from '@/lib/base/secrets'
import {
  findMainKey,
  findOldestKey,
  hasSession,
  hasWorkspace,
  insertApiKey,
  insertFirstWorkspace,
  insertMonitor,
  lockInstallation,
  type StoredKey,
} from '@/lib/db/queries/installation'
import { withTransaction } from '@/lib/db/transaction'
import { storeInstallation } from '../installation/store-installation'
import { decryptHeartbeatKey, encryptHeartbeatKey, heartbeatUrl } from '../keys/heartbeat-url'
import { encryptStoredUrls } from './encrypt-stored-urls'
import { findUndecryptable, type Undecryptable } from './find-undecryptable'
import { mintSignInLink } from './mint-sign-in-link'

export interface BootstrapOptions {
  now: Date
  ownerEmail: string
  /** Becomes a key that may write, at the first start only. Null: none. */
  apiKey: string | null
  baseUrl: string
  secret: string | KeyringSecrets
  /** What holds for the installation, as this start was given it; left out: nothing is stored. */
  given?: ReadonlyMap<string, string>
}

export interface Bootstrapped {
  /** Null once anybody has signed in. */
  signInUrl: string | null
  /** Null once the first monitor is gone. */
  sampleHeartbeatUrl: string | null
  /** Where there are texts that no secret of the ring opens. */
  unopened: Undecryptable[]
}

const FIRST_MONITOR = 'first-job'
const DAY_SECONDS = 86_400

/**
 * On an empty installation makes the first workspace, its owner and a first monitor; later only says how to get in, and
 * seals what an earlier version has left open.
 * @throws Error when the secret is not the one that the database was made with: no key would be recognised. StartError when
 * a setting of the installation is another one, and processes work by the old one.
 */
export async function bootstrap(pool: Pool, options: BootstrapOptions): Promise<Bootstrapped> {
  const keyring = createKeyring(options.secret)
  const { needsLink, sampleHeartbeatUrl } = await withTransaction(pool, async (client) => {
    await lockInstallation(client)
    if (!(await hasWorkspace(client))) await makeFirstWorkspace(client, keyring, options)
    const oldest = await findOldestKey(client)
    if (oldest) requireRing(keyring, oldest)
    await storeInstallation(client, { keyring, given: options.given ?? new Map(), hasKeys: oldest !== null })
    const main = await findMainKey(client, FIRST_MONITOR)
    return {
      needsLink: !(await hasSession(client)),
      sampleHeartbeatUrl: main && heartbeatUrl(options.baseUrl, decryptHeartbeatKey(keyring, main)),
    }
  })
  await encryptStoredUrls(pool, keyring)
  const signInUrl = needsLink ? await mintSignInLink(pool, { ...options, email: null }) : null
  return { signInUrl, sampleHeartbeatUrl, unopened: await findUndecryptable(pool, keyring) }
}

/** Both halves of the ring are asked: what is sealed must open, and what is hashed must be found again. */
function requireRing(keyring: Keyring, stored: StoredKey): void {
  let key: string
  try {
    key = decryptHeartbeatKey(keyring, stored)
  } catch (error) {
    const advice =
      'Put the old one back, or name it in LUBDUB_SECRET_OLD until `npm run rotate-secret` has encrypted everything again.'
    throw new Error(`LUBDUB_SECRET is not the one that this database was made with. ${advice}`, { cause: error })
  }
  if (!keyring.hash(key).equals(stored.hash)) {
    const advice = 'Set it to the first LUBDUB_SECRET that this installation had.'
    throw new Error(`LUBDUB_HASH_SECRET is not the one that the keys of this database were made with. ${advice}`)
  }
}

async function makeFirstWorkspace(client: ClientBase, keyring: Keyring, { ownerEmail, apiKey }: BootstrapOptions) {
  const workspaceId = await insertFirstWorkspace(client, {
    name: 'Home',
    ownerEmail: ownerEmail.toLowerCase(),
    timezone: Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC',
  })
  if (apiKey) {
    await insertApiKey(client, {
      workspaceId,
      name: 'bootstrap',
      access: 'write',
      hash: keyring.hash(apiKey),
      prefix: apiKey.slice(0, 8),
    })
  }
  const monitorId = newId('mon')
  await insertMonitor(client, {
    workspaceId,
    id: monitorId,
    name: FIRST_MONITOR,
    schedule: { type: 'interval', seconds: DAY_SECONDS },
    graceSeconds: DAY_SECONDS / 12,
    key: encryptHeartbeatKey(keyring, { workspaceId, monitorId }),
  })
}
