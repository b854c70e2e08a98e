import type { ClientBase } from 'pg'
import type { Keyring } from '@/lib/base/secrets'
import { StartError } from '@/lib/base/start-error'
import {
  listLivingIngests,
  loadInstallationSettings,
  replaceInstallationSettings,
} from '@/lib/db/queries/installation-settings'
import { hasKeyringProof, keyringFault, proofOf } from './keyring-proof'
import { differences, settingsToStore } from './shared-settings'

/** The longest time, in ms, until the processes of a killed start are gone. */
const LEAVING_MS = 6_000
const AGAIN_MS = 200

/**
 * Stores what every process is checked against: the proof of the secrets, and the settings of the
 * installation.
 * @param hasKeys whether the keyring was already checked with a stored key.
 * @throws StartError when the secrets are different, or settings differ while other processes use
 * the stored ones.
 */
export async function storeInstallation(
  client: ClientBase,
  { keyring, given, hasKeys }: { keyring: Keyring; given: ReadonlyMap<string, string>; hasKeys: boolean },
): Promise<void> {
  const stored = await loadInstallationSettings(client)
  const fault = hasKeyringProof(stored) && !hasKeys ? keyringFault(keyring, stored) : null
  if (fault !== null) throw new StartError(fault)
  const wanted = settingsToStore(given, stored)
  const changes = differences(wanted, stored)
  if (changes.length > 0) await requireNobodyWorks(client, changes)
  // The encrypted value is renewed at each start, so that it is made with the newest secret.
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
    [`Stop all other processes first (${living.join(', ')}): they use other settings.`, ...changes].join('\n'),
  )
}
