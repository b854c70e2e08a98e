'use client'

import type { RunSummary, RunView } from '@/lib/contract/runs'
import { BeatTable } from '../beats/beat-table'
import { Panel } from '../ui/panel'
import { Attempts } from './attempts'
import type { LiveRun } from './live-run'
import { MoreParts } from './more-parts'
import { OutputPanel } from './output-panel'
import { RunDetail } from './run-detail'
import { RunHead } from './run-head'
import { shardLabels } from './run-labels'
import { ShardGrid } from './shard-grid'
import { StepWaterfall } from './step-waterfall'
import { useLiveRun } from './use-live-run'

const stepsNote = ({ steps, expectedSteps }: RunView) =>
  expectedSteps.length === 0
    ? `${steps.length}, in order`
    : `${steps.length} of ${steps.length + expectedSteps.length} begun`

interface Props {
  initial: LiveRun
  attempts: readonly RunSummary[]
  /** The runbook of its monitor. */
  runbook: string | null
}

/** The page of a run, which updates itself. */
export function RunPageView({ initial, attempts, runbook }: Props) {
  const { run, beats } = useLiveRun(initial)
  const isCut = run.partsCursor !== null
  return (
    <>
      <RunHead run={run} runbook={runbook} />
      {run.steps.length + run.expectedSteps.length > 0 && (
        <Panel title="Steps" note={stepsNote(run)}>
          <StepWaterfall run={run} />
        </Panel>
      )}
      {(run.shards.length > 0 || run.shardsExpected !== null) && (
        <Panel
          title="Shards"
          note={isCut ? `the first ${run.shards.length}` : shardLabels(run.shards, run.shardsExpected)}
        >
          <ShardGrid shards={run.shards} expected={isCut ? null : run.shardsExpected} />
        </Panel>
      )}
      <MoreParts key={run.id} run={run} />
      <OutputPanel output={run.output} isTruncated={run.outputTruncated} />
      {attempts.length > 1 && <Attempts attempts={attempts} present={run.id} />}
      <RunDetail detail={run.detail} />
      <Panel title="Beats" note={beats.length === 0 ? null : `the latest ${beats.length}`}>
        <BeatTable beats={beats} />
      </Panel>
    </>
  )
}
