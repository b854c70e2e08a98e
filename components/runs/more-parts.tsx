'use client'

import { Button } from '@mantine/core'
import { useState } from 'react'
import type { PartView, RunView } from '@/lib/contract/runs'
import { formatProgress } from '../ui/format-number'
import { Panel } from '../ui/panel'
import { StatusMark } from '../ui/status-mark'
import classes from './more-parts.module.css'

type Shown = 'all' | 'failed'

interface Loaded {
  of: Shown
  parts: readonly PartView[]
  cursor: string | null
}

/** The other parts of a run: page by page, as they were at the request. */
export function MoreParts({ run }: { run: Pick<RunView, 'id' | 'partsTotal' | 'partsCursor'> }) {
  const [loaded, setLoaded] = useState<Loaded | null>(null)
  const [isFailed, setFailed] = useState(false)
  if (run.partsCursor === null) return null

  const load = async (of: Shown, before: Loaded | null) => {
    const query = new URLSearchParams({ limit: '200', ...(of === 'failed' && { state: 'failed' }) })
    const cursor = before?.cursor ?? (of === 'all' ? run.partsCursor : null)
    if (cursor !== null) query.set('cursor', cursor)
    const answer = await fetch(`/api/v1/runs/${run.id}/parts?${query}`, { cache: 'no-store' }).catch(() => null)
    setFailed(!answer?.ok)
    if (!answer?.ok) return
    const { data, nextCursor } = (await answer.json()) as { data: PartView[]; nextCursor: string | null }
    setLoaded({ of, parts: [...(before?.parts ?? []), ...data], cursor: nextCursor })
  }

  return (
    <Panel title="More parts" note={`of ${run.partsTotal} steps and shards`}>
      {loaded && (
        <ul className={classes.parts} aria-label="More parts">
          {loaded.parts.map((part) => (
            <li key={`${part.step ?? ''}/${part.shard ?? ''}`}>
              <StatusMark state={part.state} fraction={part.fraction} />{' '}
              <bdi className="mono">{[part.step, part.shard].filter(Boolean).join(' / ')}</bdi>{' '}
              <span className="caption num">{formatProgress(part)}</span>{' '}
              {part.message && (
                <span className="caption">
                  <bdi>{part.message}</bdi>
                </span>
              )}
            </li>
          ))}
        </ul>
      )}
      {loaded?.parts.length === 0 && <p className="caption">There are none.</p>}
      {isFailed && <p role="alert">They could not be loaded. Try again.</p>}
      <div className={classes.buttons}>
        {loaded && loaded.cursor !== null && (
          <Button variant="default" onClick={() => load(loaded.of, loaded)}>
            Show 200 more
          </Button>
        )}
        {loaded?.of !== 'all' && (
          <Button variant="default" onClick={() => load('all', null)}>
            Show the next 200
          </Button>
        )}
        {loaded?.of !== 'failed' && (
          <Button variant="default" onClick={() => load('failed', null)}>
            Show all failed
          </Button>
        )}
      </div>
    </Panel>
  )
}
