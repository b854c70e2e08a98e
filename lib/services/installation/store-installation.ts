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
import { stillThere } from './still-there'

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
  const living = await stillThere(() => listLivingIngests(client))
  if (living.length === 0) return
  throw new StartError(
    [`Stop all other processes first (${living.join(', ')}): they use other settings.`, ...changes].join('\n'),
  )
}
