import type { Report } from '@/bench/support/report'
import { type Expected, expectAfter, type OutageRow, readUnjudged, type UnjudgedEntry } from './oracle'
import type { Stage } from './stage'

interface DownFlip {
  monitor: string
  name: string
  at: number
  reason: string
}

/** The results of an outage: the list, the notices, and the monitors that went down. */
export async function checkOutage(
  report: Report,
  { stage, outage, mayBeDown }: { stage: Stage; outage: OutageRow; mayBeDown: (flip: DownFlip) => boolean },
): Promise<void> {
  const [expected, found] = [await expectAfter(stage.pool, outage), await readUnjudged(stage.pool, outage.seq)]
  const nameOf = new Map(stage.actors.map((actor) => [actor.id, `${actor.workspace.channel}/${actor.name}`]))
  const show = (entry: UnjudgedEntry) =>
    `${nameOf.get(entry.monitor) ?? entry.monitor} ${entry.isRun ? 'run' : 'occurrence'} ${new Date(Math.round(entry.expectedAt)).toISOString()}`
  const wanted = new Set(expected.unjudged.map(show))
  const got = new Set(found.map(show))
  report.say(`unjudged: ${got.size} entries of ${new Set(found.map((e) => e.monitor)).size} monitors`)
  report.none(
    'everything that the outage makes impossible to judge is listed',
    [...wanted].filter((name) => !got.has(name)),
  )
  report.none(
    'and nothing else is',
    [...got].filter((name) => !wanted.has(name)),
  )
  checkNotices(report, { stage, outage, found, inDoubt: expected.inDoubt })

  const { rows: flips } = await stage.pool.query<DownFlip>(
    `SELECT f.monitor_id AS monitor, m.name, (extract(epoch FROM f.at) * 1000)::float8 AS at, f.reason
     FROM flip f JOIN monitor m ON m.workspace_id = f.workspace_id AND m.id = f.monitor_id
     WHERE f.to_status = 'down' AND f.at >= to_timestamp($1 / 1000.0) ORDER BY f.at`,
    [outage.startedAt],
  )
  report.none(
    'no monitor went down that should not have',
    flips
      .filter((flip) => !isMissed(expected, flip) && !mayBeDown(flip))
      .map((flip) => ({ ...flip, missedAt: expected.missed.get(flip.monitor) ?? null, outage })),
  )
  report.none(
    'every monitor that stayed silent is missed in its time',
    [...expected.missed.keys()]
      .filter((monitor) => !expected.heardSoon.has(monitor))
      .filter((monitor) => !flips.some((flip) => flip.monitor === monitor && isMissed(expected, flip)))
      .map((monitor) => nameOf.get(monitor) ?? monitor),
  )
}

function isMissed({ missed }: Expected, { monitor, at, reason }: DownFlip): boolean {
  return reason === 'missed' && Math.abs(at - (missed.get(monitor) ?? Number.NaN)) <= 1
}

function checkNotices(
  report: Report,
  { stage, outage, found, inDoubt }: { stage: Stage; outage: OutageRow; found: UnjudgedEntry[]; inDoubt: string[] },
) {
  for (const { id, channel } of stage.workspaces) {
    const own = new Set(stage.actors.filter((actor) => actor.workspace.id === id).map((actor) => actor.id))
    const listed = found.filter((entry) => own.has(entry.monitor))
    const notices = stage.sink.received.filter(
      (line) => line.channel === channel && line.outage?.seq === outage.seq && line.answer === 'ok',
    )
    const ids = new Set(notices.map((line) => line.webhookId))
    const [notice] = notices
    const named = notice?.outage?.monitors.toSorted().join()
    const doubts = inDoubt.filter((monitor) => own.has(monitor)).toSorted()
    const isNothing = listed.length === 0 && doubts.length === 0
    const entries = `${listed.length} entries, ${doubts.length} in doubt`
    const claim = `workspace ${channel} gets ${isNothing ? 'no notice' : `one notice, with ${entries}`}`
    const holds = isNothing
      ? ids.size === 0
      : ids.size === 1 &&
        notice?.outage?.count === listed.length &&
        notice.workspace === id &&
        notice.outage.inDoubt.toSorted().join() === doubts.join() &&
        named ===
          listed
            .map((entry) => entry.monitor)
            .sort()
            .join()
    report.check(claim, holds, { expectedInDoubt: doubts, notices })
  }
}
