import type { Metadata } from 'next'
import type { ReactNode } from 'react'
import { channelProblem } from '@/components/alerts/channel-problem'
import { FailingBanner } from '@/components/alerts/failing-banner'
import { Shell } from '@/components/shell/shell'
import { DeletionBanner } from '@/components/workspaces/deletion-banner'
import { toPublicId } from '@/lib/contract/ids'
import { getPageContext, type PageContext } from '@/lib/http/auth/page-context'
import { getResources } from '@/lib/http/resources'
import { listWorkspacesOf } from '@/lib/services/auth/list-workspaces-of'
import { lackingKinds } from '@/lib/services/channels/lacking-kinds'
import { listFailingChannels } from '@/lib/services/channels/list-failing-channels'
import { can } from '@/lib/services/context'
import { listIncidents } from '@/lib/services/incidents/list-incidents'
import { listMonitors } from '@/lib/services/monitors/list-monitors'
import { Proof } from '../reauthentication'
import { undoDeletionAction } from './settings/general/actions'
import { visiblePages } from './settings/visible-pages'
import { switchWorkspaceAction } from './settings/workspaces/actions'

/** The tab's icon shows the worst state of the workspace. */
export async function generateMetadata(): Promise<Metadata> {
  return { icons: { icon: `/icons/${await worstState(await getPageContext())}.svg` } }
}

async function worstState(ctx: PageContext): Promise<'down' | 'late' | 'calm'> {
  const [incidents, late] = await Promise.all([
    listIncidents(ctx, { open: true, limit: 1 }),
    listMonitors(ctx, { status: 'late', limit: 1 }),
  ])
  if (incidents.data.length > 0) return 'down'
  return late.data.length > 0 ? 'late' : 'calm'
}

async function failingChannels(ctx: PageContext) {
  const lacking = lackingKinds(ctx.settings)
  const channels = await listFailingChannels(ctx, { lacking })
  return channels.flatMap((channel) => {
    const problem = channelProblem(channel, { lacking })
    return problem ? [{ id: channel.id, name: channel.name, problem }] : []
  })
}

export default async function SignedInLayout({ children }: { children: ReactNode }) {
  const ctx = await getPageContext()
  const { workspace, person } = ctx
  const { deleteAfter } = workspace
  const [all, failing] = await Promise.all([listWorkspacesOf(getResources().prisma, person.id), failingChannels(ctx)])
  const undo = can(ctx, 'workspace.delete') ? undoDeletionAction : null
  return (
    <Shell
      workspaces={{
        currentId: toPublicId('wsp', workspace.id),
        all: all.map(({ id, name }) => ({ id: toPublicId('wsp', id), name })),
        switchTo: switchWorkspaceAction,
      }}
      person={{ name: person.name, email: person.email, mayWrite: workspace.role !== 'viewer' }}
      settings={visiblePages(ctx)}
      banner={
        <>
          {deleteAfter && <DeletionBanner deleteAfter={deleteAfter.toISOString()} undo={undo} />}
          {failing.length > 0 && <FailingBanner channels={failing} />}
        </>
      }
    >
      {children}
      <Proof />
    </Shell>
  )
}
