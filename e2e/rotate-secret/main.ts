import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import path from 'node:path'
import { promisify } from 'node:util'
import { encode } from 'next-auth/jwt'
import { ApiClient } from '@/bench/support/api-client'
import { type Product, startProduct } from '@/bench/support/product'
import { until } from '@/bench/support/until'
import { WebhookSink } from '@/bench/support/webhook-sink'
import { makeWorkDir } from '@/bench/support/work-dir'
import { newId } from '@/lib/base/ids'
import { createKeyring, type KeyringSecrets, newSecret } from '@/lib/base/secrets'
import { createPrisma } from '@/lib/db/prisma'
import { nextAuthSecret, sessionCookie } from '@/lib/http/auth/auth-cookie'
import { writeReport } from '@/scripts/test/write-report.mjs'
import { findFreePort } from '@/server/start/free-port'

/**
 * Changes the secret of the real product while it is in use, as docs/keys.md says, and checks that everything keeps
 * working.
 */
const count = { passed: 0, failures: [] as string[] }
const work = makeWorkDir('rotate-secret')
const sink = new WebhookSink({ file: path.join(work.directory, 'sink.jsonl') })
const dataDir = path.join(work.directory, 'data')
const apiKey = newSecret('ldw')
const port = await findFreePort()
const LEAD = { LUBDUB_BOOTSTRAP_API_KEY: apiKey, LUBDUB_ALLOW_PRIVATE_WEBHOOKS: '1', LUBDUB_LOG_LEVEL: 'warn' }
const TOTP = 'JBSWY3DPEHPK3PXP'
let product = null as Product | null

try {
  await changeTheSecret()
} catch (error) {
  count.failures.push('the change of the secret comes to its end')
  console.log(`FAILED  ${error instanceof Error ? error.stack : error}`)
} finally {
  await product?.stop()
  await sink.close()
  work.remove()
}
process.exit(writeReport(count))

async function changeTheSecret(): Promise<void> {
  await sink.listen()
  product = await start({})
  const first = product.secret
  const next = randomBytes(32).toString('base64')
  const api = new ApiClient({ url: product.url, apiKey })
  const job = await addJob(api, 'before')
  const person = await addPerson(product)
  check('before: an alert arrives, signed', await job.isNotified())
  check('before: the session is let in', await isLetIn(product, person.cookie))
  await product.stop()

  const both = { LUBDUB_SECRET: next, LUBDUB_SECRET_OLD: first, LUBDUB_HASH_SECRET: first }
  const nextOnly = { LUBDUB_SECRET: next, LUBDUB_HASH_SECRET: first }
  const halfWay = await refusal({ LUBDUB_SECRET: next, LUBDUB_SECRET_OLD: first })
  const advice = 'Set it to the first LUBDUB_SECRET'
  check('the old secret without the one of the hashes: the start says what to set', halfWay.includes(advice), halfWay)
  product = await start(both)
  check(
    'with both: an alert arrives, signed with the same secret, of the same heartbeat and API key',
    await job.isNotified(),
  )
  check('with both: everybody has to sign in again', !(await isLetIn(product, person.cookie)))
  const young = await addJob(api, 'meanwhile')
  check('with both: a channel that is made meanwhile works', await young.isNotified())
  await product.stop()

  const refused = await refusal(nextOnly)
  check('without the old one, too early: the start says what to do', refused.includes('npm run rotate-secret'), refused)

  product = await start(both)
  const { stdout } = await rotateInstallationSecret(both)
  console.log(stdout.trim().replaceAll(/^/gm, '        '))
  for (const line of [
    'channel.ciphertext: 1',
    'channel.secret_ciphertext: 1',
    'totp_factor.ciphertext: 1',
    'Remove LUBDUB_SECRET_OLD and restart',
  ]) {
    check(`npm run rotate-secret, in use: ${line}`, stdout.includes(line), stdout)
  }
  check('after it, still in use: an alert arrives', await job.isNotified())
  check(
    'again: there is nothing left to do',
    !/: [1-9]\d* re-encrypted/.test((await rotateInstallationSecret(both)).stdout),
  )
  await product.stop()

  product = await start(nextOnly)
  check('with the new one alone: an alert arrives, signed with the same secret', await job.isNotified())
  check('with the new one alone: so it does by the channel that was made meanwhile', await young.isNotified())
  const { id, config } = await readChannel(product, job.channelId)
  check('with the new one alone: the URL can be read', id === job.channelId && config.url === job.url)
  check(
    'with the new one alone: the authenticator app is known',
    (await totpOf(product, person.userId, nextOnly)) === TOTP,
  )
  api.close()
}

function start(env: Record<string, string>): Promise<Product> {
  return startProduct({ dataDir, port, env: { ...LEAD, ...env } })
}

/** The output of a start that fails. */
async function refusal(env: Record<string, string>): Promise<string> {
  try {
    product = await start(env)
  } catch (error) {
    return String(error)
  }
  await product.stop()
  return 'It started.'
}

function rotateInstallationSecret(env: Record<string, string>) {
  const options = { env: { ...process.env, DATABASE_URL: '', LUBDUB_DATA_DIR: dataDir, ...env } }
  return promisify(execFile)('npm', ['run', '--silent', 'rotate-secret'], options)
}

/** A job with a channel of its own, whose receiver knows the secret from its creation. */
async function addJob(api: ApiClient, name: string) {
  const url = sink.urlOf(name)
  const { id: channelId, secret } = await api.createChannel({ kind: 'webhook', name, config: { url } })
  sink.trust(name, secret!)
  const { heartbeatUrl } = await api.createMonitor({ name, schedule: { type: 'none' }, channels: [channelId] })
  let isDown = false
  /** Whether its next change causes an alert with a valid signature. */
  async function isNotified(): Promise<boolean> {
    const told = () => sink.received.filter((line) => line.channel === name && line.signatureFault === null).length
    const before = told()
    isDown = !isDown
    const { status } = await fetch(`${heartbeatUrl}/${isDown ? 'fail' : 'success'}`, { method: 'POST' })
    return status === 200 && (await until(() => told() === before + 1, { limitMs: 15_000 }))
  }
  return { url, channelId, isNotified }
}

/** Someone who is signed in and has an authenticator app. */
async function addPerson({ url, databaseUrl, secret }: Product): Promise<{ userId: string; cookie: string }> {
  const prisma = createPrisma(databaseUrl)
  const keyring = createKeyring(secret)
  const [userId, sid] = [newId(), newId()]
  const { id: workspaceId } = await prisma.workspace.findFirstOrThrow()
  await prisma.user.create({ data: { id: userId, email: 'amy@rotate.example', name: 'Amy' } })
  await prisma.membership.create({ data: { workspaceId, userId, role: 'owner' } })
  await prisma.session.create({ data: { id: sid, userId, workspaceId, expiresAt: new Date(Date.now() + 3_600_000) } })
  const ciphertext = new Uint8Array(keyring.encrypt(TOTP, `totp:${userId}`))
  await prisma.totpFactor.create({ data: { userId, ciphertext, confirmedAt: new Date() } })
  await prisma.$disconnect()
  const token = await encode({ token: { sid }, secret: nextAuthSecret(keyring) })
  return { userId, cookie: `${sessionCookie(url).name}=${token}` }
}

async function isLetIn({ url }: Product, cookie: string): Promise<boolean> {
  return (await fetch(`${url}/api/v1/workspace`, { headers: { cookie } })).status === 200
}

async function readChannel({ url }: Product, channelId: string) {
  const headers = { authorization: `Bearer ${apiKey}` }
  const answer = await fetch(`${url}/api/v1/channels/${channelId}`, { headers })
  return (await answer.json()) as { id: string; config: { url: string } }
}

async function totpOf({ databaseUrl }: Product, userId: string, env: Record<string, string>): Promise<string> {
  const prisma = createPrisma(databaseUrl)
  const { ciphertext } = await prisma.totpFactor.findUniqueOrThrow({ where: { userId } })
  await prisma.$disconnect()
  const ring: KeyringSecrets = { current: env.LUBDUB_SECRET!, hash: env.LUBDUB_HASH_SECRET! }
  return createKeyring(ring).decrypt(ciphertext, `totp:${userId}`)
}

function check(what: string, isSo: boolean, detail = ''): void {
  if (isSo) count.passed += 1
  else count.failures.push(what)
  console.log(`${isSo ? 'ok    ' : 'FAILED'}  ${what}${isSo ? '' : `\n${detail}`}`)
}
