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
  /** Becomes an API key with write access, at the first start only. Null: none. */
  apiKey: string | null
  baseUrl: string
  secret: string | KeyringSecrets
  /** The settings of the installation, as this start was given them; left out: nothing is stored. */
  given?: ReadonlyMap<string, string>
}

export interface Bootstrapped {
  /** Null after the first sign-in of any person. */
  signInUrl: string | null
  /** Null after the first monitor was deleted. */
  sampleHeartbeatUrl: string | null
  /** Columns with texts that no secret of the keyring can decrypt. */
  unopened: Undecryptable[]
}

const FIRST_MONITOR = 'first-job'
const DAY_SECONDS = 86_400

/**
 * In an empty installation, creates the first workspace, its owner and a first monitor. Later it
 * only returns how to sign in, and encrypts what an earlier version stored without encryption.
 * @throws StartError when the secret is not the one of this database, as no key would be recognised,
 * or a setting of the installation differs and running processes use the old value.
 */
export async function bootstrap(pool: Pool, options: BootstrapOptions): Promise<Bootstrapped> {
  const keyring = createKeyring(options.secret)
  const { needsLink, sampleHeartbeatUrl } = await withTransaction(pool, async (client) => {
    await lockInstallation(client)
    if (!(await hasWorkspace(client))) await makeFirstWorkspace(client, keyring, options)
    const oldest = await findOldestKey(client)
    await storeInstallation(client, { keyring, given: options.given ?? new Map(), oldest })
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
  const monitorId = newId()
  await insertMonitor(client, {
    workspaceId,
    id: monitorId,
    name: FIRST_MONITOR,
    schedule: { type: 'interval', seconds: DAY_SECONDS },
    graceSeconds: DAY_SECONDS / 12,
    key: encryptHeartbeatKey(keyring, { workspaceId, monitorId }),
  })
}
