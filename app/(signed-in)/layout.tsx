import type { ReactNode } from 'react'
import { Shell } from '@/components/shell/shell'
import { getPageContext } from '@/lib/http/page-context'

export default async function SignedInLayout({ children }: { children: ReactNode }) {
  const { workspace, person } = await getPageContext()
  const mayWrite = workspace.role !== 'viewer'
  return (
    <Shell workspaceName={workspace.name} person={{ name: person.name, email: person.email, mayWrite }}>
      {children}
    </Shell>
  )
}
