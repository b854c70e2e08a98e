import Link from 'next/link'
import { Time } from '@/components/time/time'
import { Empty } from '@/components/ui/panel'
import table from '@/components/ui/table.module.css'
import { TableSkeleton } from '@/components/ui/table-skeleton'
import type { AuditEventView } from '@/lib/contract/audit'
import { type AuditChange, auditChanges } from './audit-changes'
import { actionLabels, targetHref, targetLabels } from './audit-labels'
import classes from './audit-table.module.css'

/** How many changes are shown at once. */
const FEW = 4

const COLUMNS = ['When', 'Who', 'What', 'About', 'Changes', 'From']

/** Entries of the audit log, newest first: who did what, from where, and the state before. */
export function AuditTable({ entries }: { entries: readonly AuditEventView[] }) {
  return (
    <table className={`${table.table} ${table.stack}`}>
      <thead>
        <tr>
          {COLUMNS.map((column) => (
            <th key={column} scope="col">
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {entries.map((entry) => (
          <tr key={entry.id} className={table.row}>
            <td style={{ whiteSpace: 'nowrap' }}>
              <Time at={entry.at} seconds />
            </td>
            <td className={classes.who}>
              <bdi>{entry.actor.label}</bdi>
              {entry.actor.kind === 'apiKey' && <span className="dim"> (API key)</span>}
            </td>
            <td className={table.line}>{actionLabels(entry.action)}</td>
            <td className={classes.who}>
              <Target target={entry.target} />
            </td>
            <td className={table.line}>
              <Changes before={entry.before} after={entry.after} />
            </td>
            <td title={entry.userAgent ?? undefined}>{entry.ip && <span className="mono caption">{entry.ip}</span>}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Target({ target }: Pick<AuditEventView, 'target'>) {
  if (target === null) return null
  const href = targetHref(target.kind, target.id)
  const label = <bdi>{target.label ?? target.id}</bdi>
  return (
    <>
      <span className="dim">{targetLabels(target.kind)}</span>{' '}
      {href ? (
        <Link href={href} className="mono" prefetch={false}>
          {label}
        </Link>
      ) : (
        <span className="mono">{label}</span>
      )}
    </>
  )
}

function Changes({ before, after }: Pick<AuditEventView, 'before' | 'after'>) {
  const changes = auditChanges(before, after)
  if (changes.length === 0) return null
  if (changes.length <= FEW) return <ChangeList changes={changes} />
  return (
    <>
      <ChangeList changes={changes.slice(0, FEW)} />
      <details className="caption">
        <summary>{changes.length - FEW} more</summary>
        <ChangeList changes={changes.slice(FEW)} />
      </details>
    </>
  )
}

function ChangeList({ changes }: { changes: readonly AuditChange[] }) {
  return (
    <ul className={`${classes.changes} mono`}>
      {changes.map(({ field, before, after }) => (
        <li key={field} className={classes.change}>
          {field !== '' && <span className={classes.field}>{field} </span>}
          {before !== null && <del>{before}</del>}
          {before !== null && after !== null && ' → '}
          {after !== null && <ins>{after}</ins>}
        </li>
      ))}
    </ul>
  )
}

AuditTable.Skeleton = function AuditTableSkeleton() {
  return <TableSkeleton columns={COLUMNS} />
}

AuditTable.Empty = function AuditTableEmpty({ isFiltered }: { isFiltered: boolean }) {
  return isFiltered ? (
    <Empty title="Nothing matches">
      <p>No entry matches these filters. Remove a filter.</p>
    </Empty>
  ) : (
    <Empty title="No entries yet">
      <p>Changes of monitors, channels, keys and members, and sign-ins, are recorded here.</p>
    </Empty>
  )
}
