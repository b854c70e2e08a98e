import type { ReactNode } from 'react'
import { loadRun } from '../load-run'

interface Props {
  params: Promise<{ runId: string }>
  children: ReactNode
}

/** A missing run is answered with 404, which is possible only before the answer begins: above `loading.tsx`. */
export default async function RunLayout({ params, children }: Props) {
  await loadRun((await params).runId)
  return children
}
