import type { PoolClient } from 'pg'
import type { AlertEventType } from '@/lib/contract/events'
import { toPublicId } from '@/lib/contract/ids'
import { isDataError } from '@/lib/db/pg-errors'
import type { DeadLetter } from '@/lib/db/sender/defer-deliveries'
import type { EventFacts } from '@/lib/db/sender/event-facts'
import { type FactsDetail, loadFacts } from '@/lib/db/sender/load-facts'
import { countMembers, type DigestMembers, loadMembers } from '@/lib/db/sender/load-members'
import { type Read, tryReading } from '@/lib/db/sender/try-reading'
import { buildEvent } from './build-event'
import type { SenderContext } from './context'
import { READ_ALL_MS, READ_ONE_MS, READ_PATIENCE_MS } from './limits'

export interface BodyRef {
  workspaceId: string
  channelId: string
  id: string
  type: AlertEventType
}

interface Material {
  facts: EventFacts[]
  members: Map<string, DigestMembers>
}

interface Making {
  client: PoolClient
  bodies: Map<string, string>
  failed: DeadLetter[]
  /** Deliveries whose data cannot be read at present. */
  waiting: Set<string>
}

/**
 * Bodies of first tries, by delivery. Data that is only shown must not keep an alert from being
 * sent. If the facts of all cannot be read, each delivery's facts are read alone. If that fails
 * too, the body has less data; in the end only the event. A delivery that cannot be built because
 * of a data error becomes a dead letter; one that cannot be read now is left for a later pass.
 */
export async function makeBodies(
  ctx: SenderContext,
  { client, refs }: { client: PoolClient; refs: readonly BodyRef[] },
): Promise<Omit<Making, 'client'>> {
  const making: Making = { client, bodies: new Map(), failed: [], waiting: new Set() }
  if (refs.length === 0) return making
  const all = await read(client, refs, { detail: 'all', limitMs: READ_ALL_MS })
  const left = new Map(refs.map((ref) => [ref.id, ref]))
  if (all.isRead) {
    for (const facts of all.value.facts) {
      if (make(ctx, making, { facts, members: all.value.members })) left.delete(facts.id)
    }
    const known = new Set(all.value.facts.map(({ id }) => id))
    for (const id of left.keys()) if (!known.has(id)) left.delete(id)
  } else {
    ctx.log.warn(
      { err: all.error, count: refs.length },
      'the data of alerts could not be read together; each is read alone',
    )
  }
  const patienceEnd = ctx.now() + READ_PATIENCE_MS
  for (const ref of left.values()) {
    const isHasty = ctx.now() > patienceEnd
    const details: readonly FactsDetail[] = isHasty
      ? ['eventAlone']
      : all.isRead || refs.length === 1
        ? ['withoutFigures', 'eventAlone']
        : ['all', 'withoutFigures', 'eventAlone']
    await makeAlone(ctx, making, { ref, details })
  }
  return making
}

async function makeAlone(
  ctx: SenderContext,
  making: Making,
  { ref, details }: { ref: BodyRef; details: readonly FactsDetail[] },
): Promise<void> {
  const { workspaceId, id } = ref
  let isForGood = false
  for (const detail of details) {
    const own = await read(making.client, [ref], { detail, limitMs: READ_ONE_MS })
    if (!own.isRead) {
      ctx.log.error(
        { err: own.error, deliveryId: toPublicId('dlv', id), detail },
        'the data of an alert could not be read',
      )
      isForGood = isDataError(own.error)
      continue
    }
    const [facts] = own.value.facts
    if (!facts || make(ctx, making, { facts, members: own.value.members })) return
    isForGood = true
  }
  if (!isForGood) making.waiting.add(id)
  else making.failed.push({ workspaceId, channelId: null, id, reason: 'The message could not be built.' })
}

/** Whether the delivery has its result. */
function make(
  ctx: SenderContext,
  { bodies, failed }: Making,
  { facts, members }: { facts: EventFacts; members: Material['members'] },
): boolean {
  const { workspaceId, id } = facts
  if (facts.type === 'digest' && !members.has(id)) {
    failed.push({ workspaceId, channelId: null, id, reason: 'Everything in this digest was cancelled.' })
    return true
  }
  try {
    bodies.set(id, JSON.stringify(buildEvent(facts, { links: ctx.links, members: members.get(id) })))
    return true
  } catch (error) {
    ctx.log.error({ err: error, deliveryId: toPublicId('dlv', id) }, 'a message could not be built')
    return false
  }
}

function read(
  client: PoolClient,
  refs: readonly BodyRef[],
  { detail, limitMs }: { detail: FactsDetail; limitMs: number },
): Promise<Read<Material>> {
  const digests = refs.filter((ref) => ref.type === 'digest')
  const membersOf = detail === 'eventAlone' ? countMembers : loadMembers
  return tryReading(client, { limitMs }, async () => ({
    facts: await loadFacts(client, refs, { detail }),
    members: digests.length > 0 ? await membersOf(client, digests) : new Map(),
  }))
}
