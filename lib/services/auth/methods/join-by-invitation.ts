import { AppError, notFound } from '@/lib/base/errors'
import { newId } from '@/lib/base/ids'
import type { Keyring } from '@/lib/base/secrets'
import { joinInput } from '@/lib/contract/members'
import { parseInput } from '@/lib/contract/parse-input'
import type { WorkspaceDb } from '@/lib/db/workspace-db'
import type { Settings } from '@/lib/settings/read-settings'
import type { Caller } from '../../context'
import { type FirstFactorResult, finishFirstFactor } from '../factors/finish-first-factor'
import { claimInvitation } from './claim-invitation'
import { findOpenInvitation } from './preview-invitation'

type JoinResources = Parameters<typeof finishFirstFactor>[0] & {
  db: WorkspaceDb
  keyring: Keyring
  settings: Settings
}

/**
 * Creates an account for an invited person without one, makes them a member, and signs them in. A
 * link that came by mail verifies the address; one that was passed on does not.
 * @throws AppError `not_found`, `invalid` at `name`, `quota`, or `conflict` when the person has an
 * account and must sign in first.
 */
export async function joinByInvitation(
  resources: JoinResources,
  { token, name: given, caller, now }: { token: string; name: string; caller: Caller; now: Date },
): Promise<FirstFactorResult> {
  const { name } = parseInput(joinInput, { name: given })
  const invitation = await findOpenInvitation(resources, { token, now })
  if (!invitation) throw notFound('invitation')
  const { email, workspaceId, mailedAt } = invitation
  const person = { id: newId(), email }
  await resources.db.inWorkspace(workspaceId, async (tx) => {
    const { count } = await tx.user.createMany({
      data: [{ ...person, name, emailVerifiedAt: mailedAt && now }],
      skipDuplicates: true,
    })
    if (count === 0) throw new AppError('conflict', `${email} has an account. Sign in with it; then accept.`)
    await claimInvitation(tx, invitation, { person, caller, settings: resources.settings, now })
  })
  return finishFirstFactor(resources, { userId: person.id, method: mailedAt ? 'email' : 'link', caller, now })
}
