import { toPublicId } from '@/lib/contract/ids'
import {
  claimFailing,
  type FailingChannel,
  loadOwners,
  noteUnsent,
  notifyOtherChannels,
  recordNotified,
} from '@/lib/db/sender/failing-channels'
import type { AccountEmail } from '@/lib/notify/email/account-email'
import { sendAccountMail } from '@/lib/notify/email/send-account-mail'
import { formatBoth } from '@/lib/notify/times'
import { tryAlone } from '../try-alone'
import { kindsLacking, kindsOf, type SenderContext } from './context'

const AT_ONCE = 10
/** How long one notification may take, in ms; then it is tried again. */
const LEASE_MS = 60_000
/**
 * Channels for which the log already says that no owner can be notified, with the start of the
 * failure: one line for each.
 */
const unnotified = new Map<string, number>()
const MOST_UNNOTIFIED = 10_000

/**
 * Notifies the owners, once per failure, of failing channels: by mail if a mail server accepts it,
 * else by every other working channel of the workspace. If neither is possible, it is tried again
 * each minute.
 */
export async function notifyFailing(ctx: SenderContext): Promise<void> {
  for (const { kind, need } of kindsLacking(ctx.settings)) await noteUnsent(ctx.pool, { kind, reason: need.unsent })
  const failing = await claimFailing(ctx.pool, { limit: AT_ONCE, leaseMs: LEASE_MS })
  await Promise.all(
    failing.map((channel) =>
      tryAlone(() => notifyAbout(ctx, channel), {
        log: ctx.log,
        failed: 'the owners of a failing channel could not be notified; tried again in a minute',
        about: { channelId: toPublicId('chn', channel.channelId) },
      }),
    ),
  )
}

async function notifyAbout(ctx: SenderContext, channel: FailingChannel): Promise<void> {
  const { workspaceId, channelId, reason } = channel
  const mailed = await mailOwners(ctx, channel)
  const notified = mailed > 0 ? mailed : await notifyOtherChannels(ctx.pool, channel, { kinds: kindsOf(ctx.settings) })
  const about = {
    workspaceId: toPublicId('wsp', workspaceId),
    channelId: toPublicId('chn', channelId),
    reason,
    since: new Date(channel.failingSince).toISOString(),
  }
  if (notified === 0) {
    if (unnotified.get(channelId) !== channel.failingSince)
      ctx.log.error(about, 'a channel fails, and its owners cannot be notified in another way')
    if (unnotified.size >= MOST_UNNOTIFIED) unnotified.clear()
    unnotified.set(channelId, channel.failingSince)
    return
  }
  unnotified.delete(channelId)
  await recordNotified(ctx.pool, channel)
  ctx.log.warn({ ...about, by: mailed > 0 ? 'mail' : 'other channels' }, 'a channel fails; its owners were notified')
}

/** Sends the mail to the owners. Returns how many got it. */
async function mailOwners(ctx: SenderContext, channel: FailingChannel): Promise<number> {
  const { smtpUrl, mailFrom: from } = ctx.settings
  if (smtpUrl === null) return 0
  const email = emailOf(channel, ctx.links.channel(channel.channelId))
  const owners = await loadOwners(ctx.pool, channel.workspaceId)
  const results = await Promise.all(owners.map((to) => sendAccountMail(email, { to, smtpUrl, from })))
  return results.filter(({ outcome }) => outcome === 'sent').length
}

function emailOf(
  { name, kind, workspaceName, timezone, failingSince, reason }: FailingChannel,
  url: string,
): AccountEmail {
  const since = formatBoth(new Date(failingSince).toISOString(), timezone)
  return {
    subject: `Channel fails: ${name.length > 60 ? `${name.slice(0, 59)}…` : name}, alerts do not arrive [${workspaceName}]`,
    heading: `Alerts to ${name} do not arrive.`,
    sentences: [
      `The channel “${name}” (${kind}) of the workspace “${workspaceName}” fails since ${since}: ${reason}`,
      'Each alert is kept and tried again automatically for about a day. After that, you can send it again from the channel’s page.',
    ],
    link: { label: 'Open the channel', url },
    footnote:
      'You get this mail once, as an owner of the workspace. You get another one only if the channel works again and then fails again.',
  }
}
