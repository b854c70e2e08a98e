import type { Metadata } from 'next'
import { orNotFound } from '@/app/or-not-found'
import { RunPageView } from '@/components/runs/run-view'
import { Page } from '@/components/shell/page'
import type { RunView } from '@/lib/contract/runs'
import type { Access } from '@/lib/core/access'
import { getPageContext, type PageContext } from '@/lib/http/auth/page-context'
import { getMonitor } from '@/lib/services/monitors/get-monitor'
import { listRuns } from '@/lib/services/runs/list-runs'
import { loadRun } from '../load-run'

export const access = 'run.read' satisfies Access

interface Props {
  params: Promise<{ runId: string }>
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { run } = await loadRun((await params).runId)
  return { title: `${run.monitorName} #${run.number}` }
}

export default async function RunPage({ params }: Props) {
  const ctx = await getPageContext()
  const live = await loadRun((await params).runId)
  const { run } = live
  const [attempts, monitor] = await Promise.all([
    attemptsOf(ctx, run),
    orNotFound(getMonitor(ctx, { monitorId: run.monitorId })),
  ])
  const path = [
    { label: 'Monitors', href: '/monitors' },
    { label: run.monitorName, href: `/monitors/${run.monitorId}`, mono: true },
    { label: `#${run.number}` },
  ]
  return (
    <Page path={path}>
      <RunPageView initial={live} attempts={attempts} runbook={monitor.runbook} />
    </Page>
  )
}

/** The attempts of the same run key, newest first, among the newest 200 runs. */
async function attemptsOf(ctx: PageContext, run: RunView) {
  if (run.key === null || run.attempts < 2) return []
  const { data } = await listRuns(ctx, { monitorId: run.monitorId, limit: 200 })
  return data.filter(({ key }) => key === run.key)
}
