import { encode } from 'next-auth/jwt'
import { newId } from '@/lib/base/ids'
import { type Keyring, newSecret } from '@/lib/base/secrets'
import type { KeyAccess, Role, Subject } from '@/lib/core/access'
import type { Prisma } from '@/lib/db/prisma'
import { nextAuthSecret, sessionCookie } from '@/lib/http/auth/auth-cookie'
import { FAMILY } from './marks'

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

/** A running product, and its database. */
export interface Installation {
  url: string
  prisma: Prisma
  keyring: Keyring
}

/** The ids of the two workspaces. */
type Workspaces = Record<'ada' | 'other', string>

interface Person {
  name: string
  email: string
  at: keyof Workspaces
  /** Null: was a member until now, so the session is valid and the membership has ended. */
  role: Role | null
  isAuthenticationOld?: true
}

const PEOPLE: readonly Person[] = [
  { name: 'owner', email: 'ada@matrix.example', at: 'ada', role: 'owner' },
  { name: 'owner of an hour ago', email: 'abe@matrix.example', at: 'ada', role: 'owner', isAuthenticationOld: true },
  { name: 'admin', email: 'amy@matrix.example', at: 'ada', role: 'admin' },
  { name: 'member', email: 'ben@matrix.example', at: 'ada', role: 'member' },
  { name: 'viewer', email: 'vic@matrix.example', at: 'ada', role: 'viewer' },
  { name: 'removed member', email: 'rob@matrix.example', at: 'ada', role: null },
  { name: 'other owner', email: 'cleo@matrix.example', at: 'other', role: 'owner' },
  { name: 'other viewer', email: 'dora@matrix.example', at: 'other', role: 'viewer' },
]

interface Key {
  name: string
  at: keyof Workspaces
  access: KeyAccess
  family?: string
  /** It has ended: a second ago. */
  ended?: 'revokedAt' | 'expiresAt'
}

const KEYS: readonly Key[] = [
  { name: 'read key', at: 'ada', access: 'read' },
  { name: 'write key', at: 'ada', access: 'write' },
  { name: 'provision key', at: 'ada', access: 'provision' },
  { name: 'family key', at: 'ada', access: 'write', family: FAMILY },
  { name: 'other family key', at: 'ada', access: 'write', family: 'other' },
  { name: 'other write key', at: 'other', access: 'write' },
  { name: 'revoked key', at: 'ada', access: 'write', ended: 'revokedAt' },
  { name: 'expired key', at: 'ada', access: 'write', ended: 'expiresAt' },
]

const OUTSIDE = { place: 'none', subject: null } as const

/** All kinds of callers, each with the headers of its calls. */
export async function makeActors(installation: Installation, workspaces: Workspaces): Promise<Actor[]> {
  const actors: Actor[] = [{ name: 'nobody', headers: {}, ...OUTSIDE, isPerson: false }]
  for (const person of PEOPLE) {
    const { name, at, role, isAuthenticationOld } = person
    const headers = await addSession(installation, workspaces[at], person)
    const access = role === null ? OUTSIDE : ({ place: at, subject: { kind: 'user', role } } as const)
    actors.push({ name, headers, ...access, isPerson: true, ...(isAuthenticationOld && { isAuthenticationOld }) })
  }
  for (const key of KEYS) {
    const { name, at, access, family = null, ended } = key
    const headers = await addKey(installation, workspaces[at], key)
    const may = ended ? OUTSIDE : ({ place: at, subject: { kind: 'apiKey', access, family } } as const)
    actors.push({ name, headers, ...may, isPerson: false })
  }
  const forged = { authorization: `Bearer ${newSecret('ldw')}` }
  return [...actors, { name: 'forged key', headers: forged, ...OUTSIDE, isPerson: false }]
}

async function addSession(
  { url, prisma, keyring }: Installation,
  workspaceId: string,
  { email, role, isAuthenticationOld }: Person,
): Promise<Record<string, string>> {
  const userId = newId()
  await prisma.user.create({ data: { id: userId, email, name: email.split('@')[0]! } })
  const sid = newId()
  await prisma.membership.create({ data: { workspaceId, userId, role: role ?? 'member' } })
  const expiresAt = new Date(Date.now() + 3_600_000)
  const provedAt = isAuthenticationOld && new Date(Date.now() - 3_600_000)
  await prisma.session.create({ data: { id: sid, userId, workspaceId, expiresAt, ...(provedAt && { provedAt }) } })
  if (role === null) await prisma.membership.deleteMany({ where: { userId } })
  const token = await encode({ token: { sid }, secret: nextAuthSecret(keyring) })
  return { cookie: `${sessionCookie(url).name}=${token}` }
}

/** Makes an API key. Returns the headers of a call with it. */
export async function addKey(
  { prisma, keyring }: Installation,
  workspaceId: string,
  { access, family, ended }: Pick<Key, 'access' | 'family' | 'ended'>,
): Promise<Record<string, string>> {
  const token = newSecret(({ read: 'ldr', write: 'ldw', provision: 'ldp' } as const)[access])
  const id = newId()
  const hash = new Uint8Array(keyring.hash(token))
  const name = `only-heads-see-keys ${access} ${id}`
  const end = ended && { [ended]: new Date(Date.now() - 1_000) }
  await prisma.apiKey.create({
    data: { workspaceId, id, name, access, family: family ?? null, hash, prefix: token.slice(0, 8), ...end },
  })
  return { authorization: `Bearer ${token}` }
}
