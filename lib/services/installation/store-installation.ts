import type { ClientBase } from 'pg'
import type { Keyring } from '@/lib/base/secrets'
import { StartError } from '@/lib/base/start-error'
import {
  listLivingIngests,
  loadInstallationSettings,
  replaceInstallationSettings,
} from '@/lib/db/queries/installation-settings'
import { hasRecentAuthentication, keyringFault, proofOf } from './keyring-proof'
import { differences, settingsToStore } from './shared-settings'

/** How long the processes of a start that was killed may take to be gone. */
const LEAVING_MS = 6_000
const AGAIN_MS = 200

/**
 * Stores what every process is measured by: the proof of the secrets, and the settings that hold for all.
 * @param hasKeys whether the keyring was tried on a key already.
 * @throws StartError when the secrets are others, or settings differ while other processes work by the stored ones.
 */
export async function storeInstallation(
  client: ClientBase,
  { keyring, given, hasKeys }: { keyring: Keyring; given: ReadonlyMap<string, string>; hasKeys: boolean },
): Promise<void> {
  const stored = await loadInstallationSettings(client)
  const fault = hasRecentAuthentication(stored) && !hasKeys ? keyringFault(keyring, stored) : null
  if (fault !== null) throw new StartError(fault)
  const wanted = settingsToStore(given, stored)
  const changes = differences(wanted, stored)
  if (changes.length > 0) await requireNobodyWorks(client, changes)
  // The seal is renewed at each start: it has to be made with the newest secret.
  await replaceInstallationSettings(client, new Map([...wanted, ...proofOf(keyring)]))
}

async function requireNobodyWorks(client: ClientBase, changes: readonly string[]): Promise<void> {
  let living: string[] = []
  for (let waited = 0; waited < LEAVING_MS; waited += AGAIN_MS) {
    living = await listLivingIngests(client)
    if (living.length === 0) return
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS))
  }
  throw new StartError(
    [`Stop all other processes first (${living.join(', ')}): they work by other settings.`, ...changes].join('\n'),
  )
}
