import type { OwnSessionView } from '@/lib/contract/factors'
import { toPublicId } from '@/lib/contract/ids'
import type { PersonContext } from '../person-context'
import { placeLabels } from './place-labels'
import { IDLE_MS } from './session-life'

/** The valid sessions of a person: the present one first, then the last used first. */
export async function listSessions({
  prisma,
  sessionId,
  now,
  person: { id: userId },
}: PersonContext): Promise<OwnSessionView[]> {
  const rows = await prisma.session.findMany({
    where: { userId, revokedAt: null, expiresAt: { gt: now }, lastSeenAt: { gt: new Date(now.getTime() - IDLE_MS) } },
    orderBy: [{ lastSeenAt: 'desc' }, { id: 'desc' }],
    take: 200,
  })
  const views = rows.map(({ id, device, ip, place, method, secondFactor, createdAt, lastSeenAt }) => ({
    id: toPublicId('ses', id),
    isThis: id === sessionId,
    device: device ?? 'An unknown device',
    ip,
    place: placeLabels({ place, ip }),
    method,
    secondFactor,
    createdAt: createdAt.toISOString(),
    lastSeenAt: lastSeenAt.toISOString(),
  }))
  return views.sort((a, b) => Number(b.isThis) - Number(a.isThis))
}
