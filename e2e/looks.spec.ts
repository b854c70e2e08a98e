import { faultsInLook, LOOKS } from './support/access-faults'
import { beat, beatWithOutput } from './support/api'
import { collectPolicyFaults } from './support/policy-faults'
import { expect, test } from './support/test'
import { pathsOf } from './support/things'

const LONG = 'a-very-long-name-that-a-template-made-out-of-many-parts-and-a-region-eu-central-1-blue-0042'

let paths: string[] = []
/** All other pages: most are for those who are not signed in, and lead elsewhere. */
let others: string[] = []

test.beforeAll(async () => {
  const { api } = await import('./support/api')
  const channel = await api.createChannel({ kind: 'email', name: 'looks', config: { to: ['ada@example.com'] } })
  const { id, heartbeatUrl } = await api.createMonitor({
    name: LONG,
    family: 'גיבוי לילי',
    tags: ['prod', 'x'.repeat(50), 'גיבוי'],
    schedule: { type: 'cron', expression: '0 2 * * *', timezone: 'America/New_York' },
    channels: [channel.id],
    stepLimits: [{ step: 'load', withinSeconds: 3600 }],
  })
  await beat(heartbeatUrl, 'success')
  await beat(heartbeatUrl, 'fail', { message: 'disk full' })
  await beat(heartbeatUrl, 'start')
  await beat(heartbeatUrl, 'success', { step: 'extract' })
  await beat(heartbeatUrl, 'progress', { step: 'load', shard: 'a', shards: 4, done: 5, total: 10 })
  await beat(heartbeatUrl, 'fail', { step: 'load', shard: 'b', message: 'no route to host' })
  await beat(heartbeatUrl, 'progress', { done: 5, total: 10, unit: 'files' })
  await beatWithOutput(heartbeatUrl, 'log', `${'a line of output without an end '.repeat(20)}\nERROR\n`)
  const run = await api.latestRun(id)
  paths = [
    '/monitors',
    '/monitors?query=nothing+fits+this',
    '/monitors?tag=prod&family=%D7%92%D7%99%D7%91%D7%95%D7%99+%D7%9C%D7%99%D7%9C%D7%99',
    '/monitors/new',
    `/monitors/${id}`,
    `/monitors/${id}/edit`,
    `/runs/${run.id}`,
    '/incidents',
    '/channels',
    '/channels/new',
    '/settings/audit',
    '/settings/api-keys',
    `/channels/${channel.id}`,
    '/settings/workspaces',
    '/settings/general',
    '/settings/members',
    '/settings/usage',
    '/monitors/mon_none',
    '/invitations/inv_none',
    '/settings/security',
    '/settings/sessions',
    '/set-up-second-factor',
    '/sign-in/link?token=lnk_none',
    '/sign-in/mail?token=eml_none',
    '/sign-in/forgot',
    '/settings/profile',
  ]
  const all = pathsOf({ monitorId: id, channelId: channel.id, runId: run.id })
  others = all.filter((path) => !paths.includes(path))
})

test('every page keeps its own policy and is without serious faults of access, light and dark, wide and narrow', async ({
  page,
}) => {
  test.setTimeout(LOOKS.length * 150_000)
  await page.emulateMedia({ reducedMotion: 'reduce' })
  const problems: string[] = []
  await collectPolicyFaults(page, problems)
  page.on('console', (message) => {
    if (message.type() === 'error' && /hydrat/i.test(message.text())) problems.push(`${page.url()}: ${message.text()}`)
  })
  for (const path of paths) {
    await page.goto(path)
    await page.getByRole('main').waitFor()
    await expect(page.locator('.skeleton')).toHaveCount(0)
    if ((await page.getByRole('heading', { level: 1 }).count()) !== 1) problems.push(`${path}: not one h1`)
    for (const look of LOOKS) problems.push(...(await faultsInLook(page, look)))
  }
  for (const path of others) {
    await page.goto(path)
    await page.getByRole('main').waitFor()
    await page.waitForLoadState('load')
  }
  expect(problems).toEqual([])
})
