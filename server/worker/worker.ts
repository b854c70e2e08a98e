import type { Pool } from 'pg'
import type { Log } from '@/lib/base/log'
import { createKeyring, type KeyringSecrets } from '@/lib/base/secrets'
import { toPublicId } from '@/lib/contract/ids'
import { startListener } from '@/lib/db/listener'
import { ConfigCache } from '@/lib/db/monitor-state'
import { DELIVERY_CHANNEL, notifySenders } from '@/lib/db/notify-sender'
import { createPool } from '@/lib/db/pool'
import { loadInstallationSettings } from '@/lib/db/queries/installation-settings'
import type { SendSettings } from '@/lib/notify/channel-kind'
import { check } from '@/lib/services/checker/checker'
import { retain } from '@/lib/services/retention/retain'
import type { SenderContext } from '@/lib/services/sender/context'
import { linksOf } from '@/lib/services/sender/links'
import { notifyFailing } from '@/lib/services/sender/notify-failing'
import { Sender } from '@/lib/services/sender/sender'
import { startLoop } from './loop'

export interface WorkerSettings extends Partial<SendSettings> {
  databaseUrl: string
  /** The role in the database. Null: the login itself. Left out: `worker`. */
  role?: 'worker' | null
  secret: string | KeyringSecrets
  /** Where the dashboard is, for links in alerts. */
  baseUrl: string
  log: Log
  /** How long beats and history are kept; 90 when not given. */
  retentionDays?: number
}

const POLL_MS = 1_000
const RETENTION_MS = 3_600_000
const TELL_FAILING_MS = 10_000
const STOP_SENDING_MS = 6_000

/**
 * Checker, sender and retention, until stopped. Any number may run on one database: there is no leader. `stop` ends
 * within 10 s: it claims nothing more, waits for the tries in progress and gives back the leases of those that hang.
 */
export async function startWorker(settings: WorkerSettings): Promise<{ stop(): Promise<void> }> {
  const { databaseUrl, role = 'worker', log } = settings
  const { pool, retentionPool } = openPools(databaseUrl, role)
  const sending = senderContext(settings, pool)
  const sender = new Sender(sending, () => sendLoop.wake())
  const sendLoop = startLoop({ name: 'sender', log, fallbackMs: POLL_MS, pass: () => sender.pass() })
  const failingLoop = startLoop({
    name: 'notices of failing channels',
    log,
    fallbackMs: TELL_FAILING_MS,
    pass: () => notifyFailing(sending).then(() => null),
  })
  const stopping = new AbortController()
  const checker = { pool, configs: new ConfigCache(), log }
  const onAlerts = () => {
    sendLoop.wake()
    void notifySenders(pool)
  }
  const checkLoop = startLoop({
    name: 'checker',
    log,
    fallbackMs: POLL_MS,
    pass: () => check(checker, { onAlerts, signal: stopping.signal }).then(() => null),
  })
  const retentionLoop = startLoop({
    name: 'retention',
    log,
    fallbackMs: RETENTION_MS,
    pass: () => retainOnce(retentionPool, settings).then(() => null),
  })
  const listener = startListener({
    databaseUrl,
    role,
    log,
    channels: { lubdub_tick: () => checkLoop.wake(), [DELIVERY_CHANNEL]: () => sendLoop.wake() },
    onConnect() {
      checkLoop.wake()
      sendLoop.wake()
    },
  })
  return {
    async stop() {
      stopping.abort()
      sender.stopClaiming()
      const loops = [checkLoop, failingLoop, retentionLoop].map((loop) => loop.stop())
      const sent = sendLoop.stop().then(() => sender.stop(STOP_SENDING_MS))
      await Promise.all([listener.stop(), ...loops, sent])
      await Promise.all([pool.end(), retentionPool.end()])
    },
  }
}

function openPools(databaseUrl: string, role: 'worker' | null) {
  return {
    pool: createPool(databaseUrl, { name: 'worker', role, max: 6, statementTimeoutMs: 15_000, byIndex: true }),
    retentionPool: createPool(databaseUrl, { name: 'retention', role, max: 1, statementTimeoutMs: 60_000 }),
  }
}

function senderContext(settings: WorkerSettings, pool: Pool): SenderContext {
  const { log, smtpUrl = null, allowPrivateWebhooks = false } = settings
  const links = linksOf(settings.baseUrl)
  const mailDomain = settings.mailDomain ?? new URL(links.home).hostname
  const mailFrom = settings.mailFrom ?? `Lubdub <lubdub@${mailDomain}>`
  if (smtpUrl === null) {
    log.warn('this worker cannot send mail: SMTP_URL is not set; workers that have it send the mail')
  }
  return {
    pool,
    keyring: createKeyring(settings.secret),
    links,
    settings: { smtpUrl, mailDomain, mailFrom, allowPrivateWebhooks },
    log,
    now: Date.now,
    random: Math.random,
  }
}

async function retainOnce(pool: Pool, { log, retentionDays = 90 }: WorkerSettings): Promise<void> {
  // Read each time: a value that was raised since this process began must hold before the next drop.
  const stored = await loadInstallationSettings(pool)
  const days = Number(stored.get('LUBDUB_BEAT_RETENTION_DAYS') ?? retentionDays)
  const done = await retain(pool, { days, now: Date.now(), log })
  for (const workspaceId of done.workspacesPurged)
    log.info({ workspaceId: toPublicId('wsp', workspaceId) }, 'a workspace was deleted for good')
  for (const monitorId of done.monitorsPurged)
    log.info({ monitorId: toPublicId('mon', monitorId) }, 'a monitor was deleted for good')
  if (done.veto !== null) log.warn({ why: done.veto }, 'retention deletes nothing for now')
  if (done.partitionInTheWay !== null)
    log.warn(
      { partition: done.partitionInTheWay },
      'old beats could not be dropped: other sessions read them; tried again in an hour',
    )
  const { workspacesPurged: _w, monitorsPurged: _m, ...counts } = done
  log.debug(counts, 'retention')
}
