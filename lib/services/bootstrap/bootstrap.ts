import type { ClientBase, Pool } from 'pg'
import { newId } from '@/lib/base/ids'
import { createKeyring, type Keyring } from '@/lib/base/secrets'
import {
  findMainKey,
  hasSession,
  hasWorkspace,
  insertApiKey,
  insertFirstWorkspace,
  insertMonitor,
  lockInstallation,
} from '@/lib/db/queries/installation'
import { withTransaction } from '@/lib/db/transaction'
import { heartbeatUrl, openHeartbeatKey, sealHeartbeatKey } from '../keys/heartbeat-url'
import { mintSignInLink } from './mint-sign-in-link'

export interface BootstrapOptions {
  now: Date
  ownerEmail: string
  /** Becomes a key that may write, at the first start only. Null: none. */
  apiKey: string | null
  baseUrl: string
  secret: string
}

export interface Bootstrapped {
  /** Null once anybody has signed in. */
  signInUrl: string | null
  /** Null once the first monitor is gone. */
  sampleHeartbeatUrl: string | null
}

const FIRST_MONITOR = 'first-job'
const DAY_SECONDS = 86_400

/**
 * On an empty installation makes the first workspace, its owner and a first monitor; later only says how to get in.
 * @throws Error when the secret is not the one that the database was made with: no key would be recognised.
 */
export async function bootstrap(pool: Pool, options: BootstrapOptions): Promise<Bootstrapped> {
  const keyring = createKeyring(options.secret)
  const { needsLink, sampleHeartbeatUrl } = await withTransaction(pool, async (client) => {
    await lockInstallation(client)
    if (!(await hasWorkspace(client))) await makeFirstWorkspace(client, keyring, options)
    const main = await findMainKey(client, FIRST_MONITOR)
    return {
      needsLink: !(await hasSession(client)),
      sampleHeartbeatUrl: main && heartbeatUrl(options.baseUrl, openMainKey(keyring, main)),
    }
  })
  const signInUrl = needsLink ? await mintSignInLink(pool, { ...options, email: null }) : null
  return { signInUrl, sampleHeartbeatUrl }
}

function openMainKey(keyring: Keyring, main: Parameters<typeof openHeartbeatKey>[1]): string {
  try {
    return openHeartbeatKey(keyring, main)
  } catch (error) {
    throw new Error('LUBDUB_SECRET is not the one that this database was made with. Put the old one back.', {
      cause: error,
    })
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
    key: sealHeartbeatKey(keyring, { workspaceId, monitorId }),
  })
}
