import { newId } from '@/lib/base/ids'
import { toPublicId } from '@/lib/contract/ids'
import { uuidOf } from '@/lib/contract/testing/uuid-of'
import { addKey, type Installation } from './actors'
import { FAMILY, MARK, URL_SIGN } from './marks'

export interface Makers {
  /** Creates the object for a name in a path or an argument: `monitorId`, `channelId`, … A new one each time. */
  make: Record<string, () => Promise<string>>
  /** As `make`, where what is named belongs together: names in order, with `+`. */
  makeTogether: Record<string, () => Promise<Record<string, string>>>
}

/** Where objects are made, and with which headers. */
interface Place extends Installation {
  workspaceId: string
  headers: Record<string, string>
}

/** How objects of Ada's workspace are made. */
export function makersOf(place: Place): Makers {
  return {
    make: {
      monitorId: async () => (await addMonitor(place)).id,
      runId: () => addRun(place),
      channelId: () => addChannel(place),
      keyId: () => addApiKey(place),
      memberId: () => addMember(place),
      invitationId: () => addInvitation(place),
      token: async () => 'inv_none',
      deliveryId: () => addDeadDelivery(place),
    },
    makeTogether: {
      'keyId+monitorId': async () => {
        const monitorId = (await addMonitor(place)).id
        const key = await post<{ id: string }>(place, `/api/v1/monitors/${monitorId}/keys`, {
          ...{ label: 'A_KEY', signal: 'fail' },
        })
        return { monitorId, keyId: key.id }
      },
    },
  }
}

async function post<T>({ url, headers: own }: Place, path: string, body?: object): Promise<T> {
  const headers = { ...own, 'content-type': 'application/json' }
  const answer = await fetch(url + path, { method: 'POST', headers, ...(body && { body: JSON.stringify(body) }) })
  if (!answer.ok) throw new Error(`POST ${path}: ${answer.status} ${await answer.text()}`)
  return (await answer.json()) as T
}

function addMonitor(place: Place): Promise<{ id: string; heartbeatUrl: string }> {
  const schedule = { type: 'interval', seconds: 86_400 }
  return post(place, '/api/v1/monitors', { name: `job-${MARK}`, family: FAMILY, schedule })
}

async function addRun(place: Place): Promise<string> {
  const { heartbeatUrl } = await addMonitor(place)
  const beat = await fetch(heartbeatUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ message: MARK }),
  })
  return ((await beat.json()) as { run: string }).run
}

async function addChannel(place: Place): Promise<string> {
  // Sending to it fails, because nothing listens there.
  const config = { url: `http://127.0.0.1:4999/${MARK}/${URL_SIGN}/a1b2?token=${URL_SIGN}` }
  const channel = { kind: 'webhook', name: `channel-${MARK}`, config }
  return (await post<{ id: string }>(place, '/api/v1/channels', channel)).id
}

async function addApiKey(place: Place): Promise<string> {
  const { prisma, workspaceId } = place
  await addKey(place, workspaceId, { access: 'read' })
  const { id } = await prisma.apiKey.findFirstOrThrow({ where: { workspaceId }, orderBy: { id: 'desc' } })
  return toPublicId('key', id)
}

async function addMember({ prisma, workspaceId }: Place): Promise<string> {
  const userId = newId()
  await prisma.user.create({ data: { id: userId, email: `${userId}@matrix.example`, name: 'Mo' } })
  await prisma.membership.create({ data: { workspaceId, userId, role: 'member' } })
  return toPublicId('usr', userId)
}

async function addInvitation({ prisma, keyring, workspaceId }: Place): Promise<string> {
  const id = newId()
  const [email, tokenHash] = [`${id}@matrix.example`, new Uint8Array(keyring.hash(id))]
  const until = { createdAt: new Date(), expiresAt: new Date(Date.now() + 3_600_000) }
  await prisma.invitation.create({
    data: {
      ...{ workspaceId, id, email, tokenHash, role: 'viewer' },
      invitedBy: newId(),
      invitedByLabel: MARK,
      ...until,
    },
  })
  return toPublicId('inv', id)
}

/** Dead, so that it can be replayed. Not sent as a test: a workspace may send only some of those. */
async function addDeadDelivery(place: Place): Promise<string> {
  const { prisma, workspaceId } = place
  const [id, channelId] = [newId(), uuidOf(await addChannel(place))]
  const event = { at: new Date().toISOString(), reason: 'test', part: null }
  await prisma.delivery.create({
    data: {
      ...{ workspaceId, id, channelId, type: 'test', eventKey: `test:${id}`, event },
      ...{ state: 'dead', endedAt: new Date() },
    },
  })
  return toPublicId('dlv', id)
}
