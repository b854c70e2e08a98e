import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import { HttpClient } from '@/bench/support/http-client'
import { childrenOf } from '@/bench/support/process-tree'
import { until } from '@/bench/support/until'
import { giveToUnprivilegedUser } from '@/server/start/embedded-postgres/unprivileged-user'
import { type Addresses, chooseAddresses } from './addresses'
import { Children } from './children'
import { databaseUrl, haproxyConfig, patroniConfig, setUpStatements, superuserPassword } from './configs'

const START_LIMIT_MS = 300_000

interface Member {
  name: string
  role: string
}

/** Two PostgreSQLs under Patroni with one etcd, and haproxy in front of them. */
export interface Cluster {
  /** Through haproxy. */
  url: string
  /** Resolves when one leads and the other follows synchronously. */
  untilPaired(): Promise<void>
  /** Empty: none that is known. */
  leader(): Promise<string>
  other(name: string): string
  /** Everything of a node: Patroni, the postmaster and its processes. */
  pidsOf(name: string): number[]
  start(name: string): void
  switchOver(from: string): Promise<void>
  close(): Promise<void>
}

/** @throws when the pair does not come up. */
export async function openCluster(directory: string): Promise<Cluster> {
  const addresses = await chooseAddresses(directory)
  const children = new Children(directory)
  const http = new HttpClient({ timeoutMs: 3_000, connections: 4 })
  // Patroni answers when it has been done.
  const patient = new HttpClient({ timeoutMs: 120_000, connections: 1 })
  const { nodes } = addresses
  const call = async (route: string, input?: object) => {
    const body = input && JSON.stringify(input)
    for (const { rest } of nodes) {
      const answer = await http.call(`http://127.0.0.1:${rest}${route}`, { method: input ? 'POST' : 'GET', body })
      if (answer.status === 200) return answer.body
    }
    return null
  }
  const members = async () =>
    (JSON.parse((await call('/cluster')) ?? '{"members":[]}') as { members: Member[] }).members
  const roles = async () => (await members()).map(({ role }) => role).sort()
  const cluster: Cluster = {
    url: databaseUrl(addresses),
    leader: async () => (await members()).find(({ role }) => role === 'leader')?.name ?? '',
    other: (name) => nodes.find((node) => node.name !== name)!.name,
    start: (name) => children.start('patroni', [patroniFile(directory, name)], { key: name, isUnprivileged: true }),
    pidsOf: (name) => [children.pidOf(name), ...postgresPids(path.join(directory, name, 'data'))],
    untilPaired: async () => {
      const isPaired = async () => (await roles()).join() === 'leader,sync_standby'
      if (await until(isPaired, { limitMs: START_LIMIT_MS, everyMs: 250 })) return
      throw new Error(`There is no pair: ${JSON.stringify(await members())}; see patroni.log.`)
    },
    switchOver: async (from) => {
      const { rest } = nodes.find(({ name }) => name === from)!
      const body = JSON.stringify({ leader: from, candidate: cluster.other(from) })
      const answer = await patient.call(`http://127.0.0.1:${rest}/switchover`, { method: 'POST', body })
      if (answer.status !== 200) throw new Error(`The switchover: ${answer.status ?? answer.error} ${answer.body}`)
    },
    close: async () => {
      await children.stop()
      http.close()
      patient.close()
    },
  }
  try {
    await bringUp(cluster, { directory, addresses, children, http })
  } catch (error) {
    await cluster.close()
    throw error
  }
  return cluster
}

interface Parts {
  directory: string
  addresses: Addresses
  children: Children
  http: HttpClient
}

/** Starts etcd, then the pair, then haproxy. Resolves when haproxy leads to the primary. */
async function bringUp(cluster: Cluster, { directory, addresses, children, http }: Parts): Promise<void> {
  const clients = startEtcd(children, { directory, addresses })
  await until(async () => (await http.call(`${clients}/health`)).status === 200, { limitMs: 30_000 })
  for (const [i, { name }] of addresses.nodes.entries()) {
    const file = patroniFile(directory, name)
    writeFileSync(file, patroniConfig(addresses, i), { mode: 0o600 })
    giveToUnprivilegedUser(file)
    cluster.start(name)
  }
  await cluster.untilPaired()
  const leader = await cluster.leader()
  await makeDatabase(addresses.nodes.find(({ name }) => name === leader)!.postgres)
  writeFileSync(path.join(directory, 'haproxy.cfg'), haproxyConfig(addresses))
  children.start('haproxy', ['-db', '-f', path.join(directory, 'haproxy.cfg')])
  if (!(await until(() => leadsToPrimary(cluster.url), { limitMs: 30_000 }))) throw new Error('haproxy leads nowhere.')
}

/** Returns its address for clients. */
function startEtcd(children: Children, { directory, addresses }: Pick<Parts, 'directory' | 'addresses'>): string {
  const clients = `http://127.0.0.1:${addresses.etcd}`
  const peers = `http://127.0.0.1:${addresses.etcdPeer}`
  children.start('etcd', [
    ...[
      '--enable-v2',
      '--name',
      'one',
      '--data-dir',
      path.join(directory, 'etcd'),
      '--initial-cluster',
      `one=${peers}`,
    ],
    ...['--listen-client-urls', clients, '--advertise-client-urls', clients],
    ...['--listen-peer-urls', peers, '--initial-advertise-peer-urls', peers],
  ])
  return clients
}

const patroniFile = (directory: string, name: string) => path.join(directory, `${name}.yml`)

function postgresPids(dataDir: string): number[] {
  try {
    const postmaster = Number(readFileSync(path.join(dataDir, 'postmaster.pid'), 'utf8').split('\n')[0])
    return [postmaster, ...childrenOf(postmaster).map(({ pid }) => pid)]
  } catch {
    return []
  }
}

async function makeDatabase(port: number): Promise<void> {
  const client = new pg.Client(`postgresql://postgres:${superuserPassword()}@127.0.0.1:${port}/postgres`)
  await client.connect()
  for (const statement of setUpStatements()) await client.query(statement)
  await client.end()
}

/** haproxy takes both for primaries until it has looked at them, and goes to them in turn. */
async function leadsToPrimary(url: string): Promise<boolean> {
  for (let i = 0; i < 4; i++) if (!(await isPrimary(url))) return false
  return true
}

async function isPrimary(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 })
  client.on('error', () => {})
  try {
    await client.connect()
    const { rows } = await client.query<{ isPrimary: boolean }>('SELECT NOT pg_is_in_recovery() AS "isPrimary"')
    return rows[0]!.isPrimary
  } catch {
    return false
  } finally {
    await client.end().catch(() => {})
  }
}
