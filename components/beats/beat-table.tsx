import Link from 'next/link'
import { Time } from '@/components/time/time'
import { formatNumber } from '@/components/ui/format-number'
import { SteadyRows } from '@/components/ui/steady-rows'
import table from '@/components/ui/table.module.css'
import type { RecordedBeatView } from '@/lib/contract/recorded-beats'
import classes from './beat-table.module.css'

interface Props {
  beats: readonly RecordedBeatView[]
  /** Whether each beat links to its run. */
  linksRuns?: boolean
}

/** Beats in the order of receipt, newest first. */
export function BeatTable({ beats, linksRuns = false }: Props) {
  if (beats.length === 0) return <p className="dim">No beats yet.</p>
  return (
    <table className={table.table}>
      <thead>
        <tr>
          <th scope="col" className={classes.seq}>
            Seq
          </th>
          <th scope="col">Received</th>
          <th scope="col">Signal</th>
          <th scope="col">Part</th>
          <th scope="col">Message</th>
        </tr>
      </thead>
      <SteadyRows
        rows={beats.map((beat) => ({ id: String(beat.seq), row: <BeatRow beat={beat} linksRuns={linksRuns} /> }))}
      />
    </table>
  )
}

function BeatRow({ beat, linksRuns }: { beat: RecordedBeatView; linksRuns: boolean }) {
  return (
    <tr>
      <td className={`${classes.seq} num`}>{beat.seq}</td>
      <td className="num" style={{ whiteSpace: 'nowrap' }}>
        <Time at={beat.receivedAt} seconds />
      </td>
      <td>
        {linksRuns && beat.runId ? (
          <Link href={`/runs/${beat.runId}`} prefetch={false}>
            {beat.signal}
          </Link>
        ) : (
          beat.signal
        )}
      </td>
      <td className="mono">
        <bdi>{[beat.step, beat.shard].filter(Boolean).join('/')}</bdi>
      </td>
      <td className={classes.what}>
        <bdi>{[beatLabels(beat), beat.message].filter(Boolean).join(' · ')}</bdi>
        {beatWarnings(beat).map((warning) => (
          <span key={warning} className={`${classes.warning} caption`} style={{ display: 'block' }}>
            {warning}
          </span>
        ))}
      </td>
    </tr>
  )
}

/** The content of a beat besides its signal, in one line: progress, exit status, host. Empty when there is none. */
function beatLabels({ detail }: Pick<RecordedBeatView, 'detail'>): string {
  if (detail === null) return ''
  const number = (name: string) => (typeof detail[name] === 'number' ? formatNumber(detail[name]) : null)
  const done = number('done')
  const total = number('total')
  const unit = typeof detail.unit === 'string' ? ` ${detail.unit}` : ''
  return [
    done !== null && `${done}${total === null ? '' : ` of ${total}`}${unit}`,
    number('add') !== null && `+${number('add')}${unit}`,
    number('exit') !== null && `exit ${number('exit')}`,
    typeof detail.host === 'string' && detail.host,
  ]
    .filter(Boolean)
    .join(' · ')
}

/** The warning in the answer to the beat. */
function beatWarnings({ detail }: Pick<RecordedBeatView, 'detail'>): string[] {
  return Array.isArray(detail?.warnings) ? detail.warnings.map(String) : []
}
