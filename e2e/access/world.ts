import { encode } from 'next-auth/jwt'
import { newId } from '@/lib/base/ids'
import { createKeyring, newSecret } from '@/lib/base/secrets'
import { toPublicId } from '@/lib/contract/ids'
import { uuidOf } from '@/lib/contract/testing/uuid-of'
import type { KeyAccess, Role, Subject } from '@/lib/core/access'
import { createPrisma, type Prisma } from '@/lib/db/prisma'
import { nextAuthSecret, sessionCookie } from '@/lib/http/auth/auth-cookie'

/** Part of every name in Ada's workspace: nobody outside may see it. */
export const MARK = 'analytical-engines-7f3a'
/** Part of the path of every webhook's URL: visible only to actors who may change channels. */
export const URL_SIGN = 'only-makers-see-urls'
export const FAMILY = `etl-${MARK}`

/** A caller. `subject` null: without access. */
export interface Actor {
  name: string
  headers: Record<string, string>
  /** ada: belongs to the workspace whose ids are asked for; other: to another one; none: to none. */
  place: 'ada' | 'other' | 'none'
  subject: Subject | null
  /** Signed in, possibly without a workspace. */
  isPerson: boolean
  /** Reauthenticated too long ago: sees everything allowed, and must reauthenticate before sensitive actions. */
  isAuthenticationOld?: true
}

export interface World {
  url: string
  prisma: Prisma
  actors: Actor[]
  /** Creates the object for a name in a path or an argument: `monitorId`, `channelId`, … A new one each time. */
  make: Record<string, () => Promise<string>>
  /** As `make`, where what is named belongs together: names in order, with `+`. */
  makeTogether: Record<string, () => Promise<Record<string, string>>>
  close(): Promise<void>
}

interface Product {
  url: string
  databaseUrl: string
  secret: string
}

/** Two workspaces with all kinds of people and keys, in a running product. */
export async function makeWorld({ url, databaseUrl, secret }: Product): Promise<World> {
  const prisma = createPrisma(databaseUrl)
  const keyring = createKeyring(secret)
  const adas = await addWorkspace(MARK)
  const cleos = await addWorkspace('asps')

  async function addWorkspace(name: string): Promise<string> {
    return (await prisma.workspace.create({ data: { id: newId(), name } })).id
  }

  interface Membership {
    email: string
    role: Role | null
    provedAt?: Date
  }
  async function addSession(workspaceId: string, { email, role, provedAt }: Membership) {
    const userId = newId()
    await prisma.user.create({ data: { id: userId, email, name: email.split('@')[0]! } })
    const sid = newId()
    await prisma.membership.create({ data: { workspaceId, userId, role: role ?? 'member' } })
    await prisma.session.create({
      data: {
        id: sid,
        userId,
        workspaceId,
        expiresAt: new Date(Date.now() + 3_600_000),
        ...(provedAt && { provedAt }),
      },
    })
    // Was a member until now: the session is valid, the membership has ended.
    if (role === null) await prisma.membership.deleteMany({ where: { userId } })
    const token = await encode({ token: { sid }, secret: nextAuthSecret(keyring) })
    return { cookie: `${sessionCookie(url).name}=${token}` }
  }

  interface KeyOptions {
    access: KeyAccess
    family?: string
    ends?: Partial<Record<'revokedAt' | 'expiresAt' | 'retiresAt', Date>>
  }
  async function addKey(workspaceId: string, { access, family, ends }: KeyOptions) {
    const token = newSecret(({ read: 'ldr', write: 'ldw', provision: 'ldp' } as const)[access])
    const id = newId()
    const hash = new Uint8Array(keyring.hash(token))
    const name = `only-heads-see-keys ${access} ${id}`
    await prisma.apiKey.create({
      data: { workspaceId, id, name, access, family: family ?? null, hash, prefix: token.slice(0, 8), ...ends },
    })
    return { authorization: `Bearer ${token}` }
  }

  const user = (role: Role): Subject => ({ kind: 'user', role })
  const key = (access: KeyAccess, family: string | null = null): Subject => ({ kind: 'apiKey', access, family })
  const past = new Date(Date.now() - 1_000)
  const hourAgo = new Date(Date.now() - 3_600_000)
  const write = await addKey(adas, { access: 'write' })
  const of = (place: Actor['place'], subject: Subject | null, isPerson: boolean) => ({ place, subject, isPerson })
  const actors: Actor[] = [
    { name: 'nobody', headers: {}, ...of('none', null, false) },
    {
      name: 'owner',
      headers: await addSession(adas, { email: 'ada@matrix.example', role: 'owner' }),
      ...of('ada', user('owner'), true),
    },
    {
      name: 'owner of an hour ago',
      headers: await addSession(adas, { email: 'abe@matrix.example', role: 'owner', provedAt: hourAgo }),
      ...of('ada', user('owner'), true),
      isAuthenticationOld: true,
    },
    {
      name: 'admin',
      headers: await addSession(adas, { email: 'amy@matrix.example', role: 'admin' }),
      ...of('ada', user('admin'), true),
    },
    {
      name: 'member',
      headers: await addSession(adas, { email: 'ben@matrix.example', role: 'member' }),
      ...of('ada', user('member'), true),
    },
    {
      name: 'viewer',
      headers: await addSession(adas, { email: 'vic@matrix.example', role: 'viewer' }),
      ...of('ada', user('viewer'), true),
    },
    {
      name: 'removed member',
      headers: await addSession(adas, { email: 'rob@matrix.example', role: null }),
      ...of('none', null, true),
    },
    {
      name: 'other owner',
      headers: await addSession(cleos, { email: 'cleo@matrix.example', role: 'owner' }),
      ...of('other', user('owner'), true),
    },
    {
      name: 'other viewer',
      headers: await addSession(cleos, { email: 'dora@matrix.example', role: 'viewer' }),
      ...of('other', user('viewer'), true),
    },
    { name: 'read key', headers: await addKey(adas, { access: 'read' }), ...of('ada', key('read'), false) },
    { name: 'write key', headers: write, ...of('ada', key('write'), false) },
    {
      name: 'provision key',
      headers: await addKey(adas, { access: 'provision' }),
      ...of('ada', key('provision'), false),
    },
    {
      name: 'family key',
      headers: await addKey(adas, { access: 'write', family: FAMILY }),
      ...of('ada', key('write', FAMILY), false),
    },
    {
      name: 'other family key',
      headers: await addKey(adas, { access: 'write', family: 'other' }),
      ...of('ada', key('write', 'other'), false),
    },
    { name: 'other write key', headers: await addKey(cleos, { access: 'write' }), ...of('other', key('write'), false) },
    {
      name: 'revoked key',
      headers: await addKey(adas, { access: 'write', ends: { revokedAt: past } }),
      ...of('none', null, false),
    },
    {
      name: 'expired key',
      headers: await addKey(adas, { access: 'write', ends: { expiresAt: past } }),
      ...of('none', null, false),
    },
    { name: 'forged key', headers: { authorization: `Bearer ${newSecret('ldw')}` }, ...of('none', null, false) },
  ]
  await prisma.auditEvent.create({
    data: {
      ...{ workspaceId: adas, id: newId(), actorKind: 'system', actorLabel: 'only-heads-see-audit' },
      ...{ action: 'workspace.renamed', targetKind: 'workspace', targetId: adas, targetLabel: MARK },
    },
  })

  const headers = { ...write, 'content-type': 'application/json' }
  async function post<T>(path: string, body?: object): Promise<T> {
    const answer = await fetch(url + path, { method: 'POST', headers, ...(body && { body: JSON.stringify(body) }) })
    if (!answer.ok) throw new Error(`POST ${path}: ${answer.status} ${await answer.text()}`)
    return (await answer.json()) as T
  }
  const addMonitor = () =>
    post<{ id: string; heartbeatUrl: string }>('/api/v1/monitors', {
      ...{ name: `job-${MARK}`, family: FAMILY, schedule: { type: 'interval', seconds: 86_400 } },
    })
  const make: World['make'] = {
    monitorId: async () => (await addMonitor()).id,
    runId: async () => {
      const { heartbeatUrl } = await addMonitor()
      const beat = await fetch(heartbeatUrl, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ message: MARK }),
      })
      return ((await beat.json()) as { run: string }).run
    },
    channelId: async () => {
      // Sending to it fails, because nothing listens there.
      const config = { url: `http://127.0.0.1:4999/${MARK}/${URL_SIGN}/a1b2?token=${URL_SIGN}` }
      return (await post<{ id: string }>('/api/v1/channels', { kind: 'webhook', name: `channel-${MARK}`, config })).id
    },
    keyId: async () => {
      await addKey(adas, { access: 'read' })
      const { id } = await prisma.apiKey.findFirstOrThrow({ where: { workspaceId: adas }, orderBy: { id: 'desc' } })
      return toPublicId('key', id)
    },
    memberId: async () => {
      const userId = newId()
      await prisma.user.create({ data: { id: userId, email: `${userId}@matrix.example`, name: 'Mo' } })
      await prisma.membership.create({ data: { workspaceId: adas, userId, role: 'member' } })
      return toPublicId('usr', userId)
    },
    invitationId: async () => {
      const id = newId()
      const [email, tokenHash] = [`${id}@matrix.example`, new Uint8Array(keyring.hash(id))]
      const until = { createdAt: new Date(), expiresAt: new Date(Date.now() + 3_600_000) }
      await prisma.invitation.create({
        data: {
          ...{ workspaceId: adas, id, email, tokenHash, role: 'viewer' },
          invitedBy: newId(),
          invitedByLabel: MARK,
          ...until,
        },
      })
      return toPublicId('inv', id)
    },
    token: async () => 'inv_none',
    deliveryId: async () => {
      const channelId = await make.channelId!()
      const { deliveryId } = await post<{ deliveryId: string }>(`/api/v1/channels/${channelId}/test`)
      // Dead, so that it can be replayed; a try in progress loses its lease.
      const dead = { state: 'dead', endedAt: new Date(), leaseToken: null, leaseUntil: null }
      await prisma.delivery.updateMany({ where: { id: uuidOf(deliveryId) }, data: dead })
      return deliveryId
    },
  }
  const makeTogether: World['makeTogether'] = {
    'keyId+monitorId': async () => {
      const monitorId = (await addMonitor()).id
      const made = await post<{ id: string }>(`/api/v1/monitors/${monitorId}/keys`, { label: 'A_KEY', signal: 'fail' })
      return { monitorId, keyId: made.id }
    },
  }
  return { url, prisma, actors, make, makeTogether, close: () => prisma.$disconnect() }
}
