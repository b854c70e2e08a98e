import assert from 'node:assert/strict'
import path from 'node:path'
import { Webhook } from 'standardwebhooks'
import { alertEventSchema, type MonitorDown, type MonitorUp } from '@/lib/contract/events'
import { eventually } from './eventually'
import { runJob, startJob } from './job'
import type { Place } from './place'

export const killedCases: Record<string, (place: Place) => Promise<void>> = {
  'etl.py killed with -9 in its second step makes one mail and one webhook, and a later success one more of each':
    async (place) => {
      const { api, mailbox, receiver } = place
      const webhook = await api.createChannel({ kind: 'webhook', name: 'pager', config: { url: receiver.url } })
      const email = await api.createChannel({ kind: 'email', name: 'Ada', config: { to: ['ada@example.com'] } })
      const monitor = await api.createMonitor({
        name: 'nightly-etl',
        runbook: 'https://wiki.example.com/nightly-etl',
        schedule: { type: 'none' },
        silenceSeconds: 3,
        channels: [webhook.id, email.id],
      })
      const workDir = path.join(place.directory, 'killed')
      const job = startJob('etl.py', {
        args: ['--work-dir', workDir, '--run', 'night-1', '--slow', '4'],
        heartbeatUrl: monitor.heartbeatUrl,
      })
      await eventually('the run is in its second step', async () => {
        const run = await api.latestRun(monitor.id)
        return run?.steps[1]?.done ? run : null
      })
      job.kill('SIGKILL')
      assert.equal((await job.ended).code, 'SIGKILL')

      const run = (await api.latestRun(monitor.id))!
      assert.equal(run.state, 'running')
      assert.deepEqual(
        run.steps.map(({ step, state }) => [step, state]),
        [
          ['extract', 'succeeded'],
          ['transform', 'running'],
        ],
      )
      const down = await eventually('the monitor is down', async () => {
        const now = await api.getMonitor(monitor.id)
        return now.status === 'down' ? now : null
      })
      assert.equal(down.downReason, 'silent')
      assert.equal((await api.getRun(run.id)).shown, 'silent')

      await eventually('the alert has arrived on both channels', () =>
        mailbox.mails.length > 0 && receiver.webhooks.length > 0 ? true : null,
      )
      const downMail = mailbox.mails[0]!
      for (const words of ['nightly-etl', 'transform', 'transform: 3000 orders into euro', `/runs/${run.id}`]) {
        assert.ok(downMail.text?.includes(words), `the mail says ${words}:\n${downMail.text}`)
      }
      assert.equal(downMail.to?.[0]?.address, 'ada@example.com')
      const downEvent = verified<MonitorDown>(place, { index: 0, secret: webhook.secret! })
      assert.equal(downEvent.type, 'monitor.down')
      assert.deepEqual([downEvent.reason, downEvent.monitor.id, downEvent.run?.id], ['silent', monitor.id, run.id])
      assert.equal(downEvent.run?.step, 'transform')
      assert.ok(downEvent.run?.output?.includes('transform: 3000 orders into euro'))

      const later = { args: ['--work-dir', workDir, '--run', 'night-2'], heartbeatUrl: monitor.heartbeatUrl }
      assert.equal((await runJob('etl.py', later)).code, 0)
      assert.equal((await api.getMonitor(monitor.id)).status, 'up')
      await eventually('the recovery has arrived on both channels', () =>
        mailbox.mails.length > 1 && receiver.webhooks.length > 1 ? true : null,
      )
      assert.match(mailbox.mails[1]!.subject!, /^Up again: nightly-etl/)
      const upEvent = verified<MonitorUp>(place, { index: 1, secret: webhook.secret! })
      assert.equal(upEvent.type, 'monitor.up')
      assert.equal(upEvent.incident?.id, downEvent.incident?.id)

      const deliveries = await eventually('every delivery has ended', async () => {
        const all = await api.listDeliveries(monitor.id)
        return all.every(({ state }) => state === 'sent') ? all : null
      })
      assert.deepEqual(deliveries.map(({ type, channelKind }) => `${type} ${channelKind}`).sort(), [
        'monitor.down email',
        'monitor.down webhook',
        'monitor.up email',
        'monitor.up webhook',
      ])
      assert.equal(mailbox.mails.length, 2, 'one mail down, one mail up')
      assert.equal(receiver.webhooks.length, 2, 'one webhook down, one webhook up')
    },
}

/** @throws when the signature, the id or the shape is not right. */
function verified<T>(place: Place, { index, secret }: { index: number; secret: string }): T {
  const { headers, body } = place.receiver.webhooks[index]!
  const event = alertEventSchema.parse(new Webhook(secret).verify(body, headers))
  assert.equal(headers['webhook-id'], event.id)
  return event as T
}
