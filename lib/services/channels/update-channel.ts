import { notFound } from '@/lib/base/errors'
import { type ChannelView, channelConfigs, updateChannelVerb } from '@/lib/contract/channels'
import { parseInput } from '@/lib/contract/parse-input'
import { changes } from '../audit/changes'
import { recordAudit } from '../audit/record-audit'
import { inWorkspace, requirePermission, requireReauthentication, type ServiceContext } from '../context'
import { auditedChannel, channelTarget } from './audited-channel'
import { encryptConfig, urlOf } from './channel-url'
import { requireWebhookUrl } from './require-webhook-url'
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
  await requireUrlOf(ctx, config)
  return inWorkspace(ctx, async (tx) => {
    const before = await tx.channel.findUnique({ where: { workspaceId_id: { workspaceId, id } } })
    if (!before) throw notFound('channel')
    const { config: fitting } =
      config === undefined
        ? { config: undefined }
        : parseInput(channelConfigs[before.kind as ChannelView['kind']], { config })
    const target = fitting && encryptConfig(keyring, { workspaceId, channelId: id }, fitting)
    // Two URLs may have the same masked form, so the audit log records that the URL is a different one.
    const isOtherUrl = fitting && 'url' in fitting && fitting.url !== urlOf(keyring, before)
    if (fitting && (isOtherUrl || sendsElsewhere(before.config, fitting))) requireReauthentication(ctx)
    const [changed] = await tx.channel.updateManyAndReturn({
      where: { workspaceId, id },
      data: { name, ...target, updatedAt: now },
    })
    if (!changed) throw notFound('channel')
    await recordAudit(tx, ctx, {
      action: 'channel.edited',
      target: channelTarget(changed),
      ...changes(auditedChannel(before), { ...auditedChannel(changed), ...(isOtherUrl && { url: 'replaced' }) }),
    })
    return toChannelView(ctx, changed)
  })
}

/** Whether mail will go to a new recipient. */
function sendsElsewhere(before: unknown, after: object): boolean {
  const recipients = (config: unknown) => ((config as { to?: string[] } | null)?.to ?? []).map((to) => to.toLowerCase())
  const known = new Set(recipients(before))
  return recipients(after).some((to) => !known.has(to))
}

/**
 * Called before the transaction, because a host name may have to be resolved. A config that is not
 * a webhook's is checked later, when the kind is known.
 */
async function requireUrlOf({ settings }: ServiceContext, config: unknown): Promise<void> {
  const asWebhook = channelConfigs.webhook.safeParse({ config })
  if (asWebhook.success)
    await requireWebhookUrl(asWebhook.data.config.url, { allowPrivate: settings.allowPrivateWebhooks })
}
