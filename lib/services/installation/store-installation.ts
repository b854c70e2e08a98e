import type { ClientBase } from 'pg'
import type { Keyring } from '@/lib/base/secrets'
import { StartError } from '@/lib/base/start-error'
import type { StoredKey } from '@/lib/db/queries/installation'
import {
  listLivingIngests,
  loadInstallationSettings,
  replaceInstallationSettings,
} from '@/lib/db/queries/installation-settings'
import { hasKeyringProof, keyAsProof, keyringFault, proofOf, storedProof } from './keyring-proof'
import { differences, settingsToStore } from './shared-settings'
import { stillThere } from './still-there'

/**
 * Stores what every process is checked against: the proof of the secrets, and the settings of the
 * installation.
 * @param oldest the oldest heartbeat key, with which the secrets are checked first. Null: there is none.
 * @throws StartError when the secrets are different, or settings differ while other processes use
 * the stored ones.
 */
export async function storeInstallation(
  client: ClientBase,
  { keyring, given, oldest }: { keyring: Keyring; given: ReadonlyMap<string, string>; oldest: StoredKey | null },
): Promise<void> {
  const stored = await loadInstallationSettings(client)
  const proof = oldest ? keyAsProof(oldest) : hasKeyringProof(stored) ? storedProof(stored) : null
  const fault = proof && keyringFault(keyring, proof)
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
