import { AppError, notFound } from '@/lib/base/errors'
import { type CreatedChannelView, rotateSecretVerb } from '@/lib/contract/channels'
import { parseInput } from '@/lib/contract/parse-input'
import { recordAudit } from '../audit/record-audit'
import { inWorkspace, requirePermission, type ServiceContext } from '../context'
import { iso } from '../instants'
import { channelTarget } from './audited-channel'
import { channelContext, newSigningSecret } from './new-signing-secret'
import { toChannelView } from './to-channel-view'

/**
 * Gives a channel a new signing secret. The result is the only place where it is ever shown. The
 * old secret signs beside it for the overlap; an older one no longer signs.
 * @throws AppError `read_only`, `forbidden`, `not_found`, `proof_needed`, `invalid` with the field,
 * or `conflict` when its kind has no secret.
 */
export async function rotateSecret(ctx: ServiceContext, input: unknown): Promise<CreatedChannelView> {
  requirePermission(ctx, 'channel.rotateSecret')
  const { channelId: id, overlapSeconds } = parseInput(rotateSecretVerb, input)
  const { workspaceId, keyring, now } = ctx
  const secret = newSigningSecret()
  const ciphertext = new Uint8Array(keyring.encrypt(secret, channelContext(workspaceId, id)))
  const oldSecretUntil = overlapSeconds === 0 ? null : new Date(now.getTime() + overlapSeconds * 1000)
  return inWorkspace(ctx, async (tx) => {
    const before = await tx.channel.findUnique({ where: { workspaceId_id: { workspaceId, id } } })
    if (!before) throw notFound('channel')
    if (before.ciphertext === null) throw new AppError('conflict', `A channel of kind ${before.kind} has no secret.`)
    const [changed] = await tx.channel.updateManyAndReturn({
      // Of two rotations at the same time, the second gets a conflict: it would replace the first
      // one's new secret.
      where: { workspaceId, id, ciphertext: before.ciphertext },
      data: {
        ciphertext,
        oldCiphertext: oldSecretUntil && before.ciphertext,
        oldSecretUntil,
        updatedAt: now,
      },
    })
    if (!changed)
      throw new AppError('conflict', 'Another person has just changed this channel. Reload it, then try again.')
    await recordAudit(tx, ctx, {
      action: 'channel.secretRotated',
      target: channelTarget(changed),
      after: { oldSecretUntil: oldSecretUntil && iso(oldSecretUntil) },
    })
    return { ...toChannelView(ctx, changed), secret }
  })
}
