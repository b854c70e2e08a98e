import { notFound } from '@/lib/base/errors'
import { type ChannelView, configInputOf, updateChannelVerb } from '@/lib/contract/channels'
import { parseInput } from '@/lib/contract/parse-input'
import type { StoredConfig } from '@/lib/notify/channel-kind'
import { requireKind } from '@/lib/notify/kind-of'
import { changes } from '../audit/changes'
import { recordAudit } from '../audit/record-audit'
import { inWorkspace, requirePermission, requireReauthentication, type ServiceContext } from '../context'
import { auditedChannel, channelTarget } from './audited-channel'
import { encryptConfig, openConfigOrNull } from './channel-config'
import { requireSendable } from './require-sendable'
import { toChannelView } from './to-channel-view'

/**
 * Changes the given fields; the kind stays. If alerts will be sent to another target, a person must
 * reauthenticate.
 * @throws AppError `read_only`, `forbidden`, `proof_needed`, `not_found`, or `invalid` with the
 * field (a config must fit the kind).
 */
export async function updateChannel(ctx: ServiceContext, input: unknown): Promise<ChannelView> {
  requirePermission(ctx, 'channel.edit')
  const { channelId: id, name, config } = parseInput(updateChannelVerb, input)
  const { workspaceId, keyring, now } = ctx
  const fitting = config === undefined ? undefined : await requireFitting(ctx, { id, config })
  return inWorkspace(ctx, async (tx) => {
    const before = await tx.channel.findUnique({ where: { workspaceId_id: { workspaceId, id } } })
    if (!before) throw notFound('channel')
    const target = fitting && encryptConfig(keyring, { workspaceId, channelId: id, kind: before.kind }, fitting)
    const edit = fitting && { kind: before.kind, before: openConfigOrNull(keyring, before), after: fitting }
    // Two secrets may have the same masked form, so the audit log records that it is a different one.
    const replaced = edit ? replacedSecret(edit) : null
    if (edit && (replaced !== null || sendsElsewhere(edit))) requireReauthentication(ctx)
    const [changed] = await tx.channel.updateManyAndReturn({
      where: { workspaceId, id },
      data: { name, ...target, updatedAt: now },
    })
    if (!changed) throw notFound('channel')
    await recordAudit(tx, ctx, {
      action: 'channel.edited',
      target: channelTarget(changed),
      ...changes(auditedChannel(before), { ...auditedChannel(changed), ...replaced }),
    })
    return toChannelView(ctx, changed)
  })
}

interface Edit {
  kind: string
  /** Null: its secret cannot be decrypted. */
  before: StoredConfig | null
  after: StoredConfig
}

/**
 * For the audit log, that the secret of the config is another one. Null: it stays. A kind may call its field as
 * the channel calls one, such as `name` or `secret`.
 */
function replacedSecret({ kind, before, after }: Edit): Record<string, 'replaced'> | null {
  const { secretField } = requireKind(kind)
  if (secretField === null || after[secretField.name] === before?.[secretField.name]) return null
  return { [`config.${secretField.name}`]: 'replaced' }
}

/** Whether alerts will go to a new recipient. */
function sendsElsewhere({ kind, before, after }: Edit): boolean {
  const { recipientsOf } = requireKind(kind)
  const known = new Set(before === null ? [] : recipientsOf(before))
  return recipientsOf(after).some((recipient) => !known.has(recipient))
}

/**
 * The config, which must fit the kind of the channel. Called before the transaction, because a host
 * name may have to be resolved; a channel keeps its kind.
 */
async function requireFitting(ctx: ServiceContext, { id, config }: { id: string; config: unknown }) {
  const { workspaceId } = ctx
  const channel = await inWorkspace(ctx, (tx) =>
    tx.channel.findUnique({ where: { workspaceId_id: { workspaceId, id } }, select: { kind: true } }),
  )
  if (!channel) throw notFound('channel')
  const { config: fitting } = parseInput(configInputOf(channel.kind as ChannelView['kind']), { config })
  await requireSendable(channel.kind, fitting, ctx.settings)
  return fitting
}
