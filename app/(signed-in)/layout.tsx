import type { Metadata } from 'next'
import type { ReactNode } from 'react'
import { Shell } from '@/components/shell/shell'
import { getPageContext, type PageContext } from '@/lib/http/page-context'
import { listIncidents } from '@/lib/services/incidents/list-incidents'
import { listMonitors } from '@/lib/services/monitors/list-monitors'
import { Proof } from '../proof'

/** The tab's icon carries the worst state of the workspace. */
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

export default async function SignedInLayout({ children }: { children: ReactNode }) {
  const { workspace, person } = await getPageContext()
  const mayWrite = workspace.role !== 'viewer'
  return (
    <Shell workspaceName={workspace.name} person={{ name: person.name, email: person.email, mayWrite }}>
      {children}
      <Proof />
    </Shell>
  )
}
