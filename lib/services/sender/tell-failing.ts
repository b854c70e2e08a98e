import {
  claimFailing,
  type FailingChannel,
  loadOwners,
  noteUnsentMail,
  recordNotified,
  tellOtherChannels,
} from '@/lib/db/sender/failing-channels'
import type { AccountEmail } from '@/lib/notify/email/account-email'
import { sendAccountMail } from '@/lib/notify/email/send-account-mail'
import { formatBoth } from '@/lib/notify/times'
import { kindsOf, type SenderContext } from './context'

const AT_ONCE = 10
/** How long one telling may take; then it is tried again. */
const LEASE_MS = 60_000
/** Channels of which the log says already that nobody can be told, with the beginning of their episode: it says so once. */
const unnotified = new Map<string, number>()
const MOST_UNTOLD = 10_000

/**
 * Tells the owners, once an episode, of channels by which nothing arrives: by mail where there is a mail server that takes
 * it, else by every other channel of the workspace that works. Where neither is, it is tried again each minute.
 */
export async function tellFailing(ctx: SenderContext): Promise<void> {
  if (ctx.settings.smtpUrl === null) await noteUnsentMail(ctx.pool)
  const failing = await claimFailing(ctx.pool, { limit: AT_ONCE, leaseMs: LEASE_MS })
  await Promise.all(failing.map((channel) => tellOf(ctx, channel)))
}

async function tellOf(ctx: SenderContext, channel: FailingChannel): Promise<void> {
  const { workspaceId, channelId, reason } = channel
  const mailed = await mailOwners(ctx, channel)
  const told = mailed > 0 ? mailed : await tellOtherChannels(ctx.pool, channel, { kinds: kindsOf(ctx.settings) })
  const about = { workspaceId, channelId, reason, since: new Date(channel.failingSince).toISOString() }
  if (told === 0) {
    if (unnotified.get(channelId) !== channel.failingSince)
      ctx.log.error(about, 'a channel fails, and there is no other way to tell its owners')
    if (unnotified.size >= MOST_UNTOLD) unnotified.clear()
    unnotified.set(channelId, channel.failingSince)
    return
  }
  unnotified.delete(channelId)
  await recordNotified(ctx.pool, channel)
  ctx.log.warn({ ...about, by: mailed > 0 ? 'mail' : 'other channels' }, 'a channel fails; its owners were told')
}

/** To how many owners a mail went. */
async function mailOwners(ctx: SenderContext, channel: FailingChannel): Promise<number> {
  const { smtpUrl, mailFrom: from } = ctx.settings
  if (smtpUrl === null) return 0
  const letter = letterOf(channel, ctx.links.channel(channel.channelId))
  const owners = await loadOwners(ctx.pool, channel.workspaceId)
  const results = await Promise.all(owners.map((to) => sendAccountMail(letter, { to, smtpUrl, from })))
  return results.filter(({ outcome }) => outcome === 'sent').length
}

function letterOf(
  { name, kind, workspaceName, timezone, failingSince, reason }: FailingChannel,
  url: string,
): AccountEmail {
  const since = formatBoth(new Date(failingSince).toISOString(), timezone)
  return {
    subject: `Channel fails: ${name.length > 60 ? `${name.slice(0, 59)}…` : name}, alerts do not arrive [${workspaceName}]`,
    heading: `Alerts to ${name} do not arrive.`,
    sentences: [
      `The channel “${name}” (${kind}) of the workspace “${workspaceName}” fails since ${since}: ${reason}`,
      'Each alert is kept and tried again by itself, for about a day. What was given up can be sent again from the channel’s page.',
    ],
    link: { label: 'Open the channel', url },
    footnote: 'You get this once, as an owner of the workspace; again only after the channel has worked in between.',
  }
}
