'use client'

import { Button } from '@mantine/core'
import { useRouter } from 'next/navigation'
import { startTransition, useEffect } from 'react'
import { Empty } from '@/components/ui/panel'
import { Page, PageHead } from './page'

const AGAIN_MS = 5_000

interface Props {
  retry: () => void
  /** Whether the frame around the page could not be read either. */
  isBare?: boolean
}

/** A page that could not be read: says so, and tries again by itself. Beats and alerts work without the pages. */
export function ErrorPanel({ retry, isBare = false }: Props) {
  const router = useRouter()
  const again = () =>
    startTransition(() => {
      router.refresh()
      retry()
    })
  // biome-ignore lint/correctness/useExhaustiveDependencies: one timer as long as the problem is shown
  useEffect(() => {
    const timer = setInterval(again, AGAIN_MS)
    return () => clearInterval(timer)
  }, [])
  const head = <PageHead title="This page could not be loaded" />
  const words = (
    <Empty>
      <p>
        Lubdub cannot reach its database at the moment, or there was an internal error; the log of the web process says
        which. Other processes still take beats and send alerts. This page tries again every five seconds.
      </p>
      <Button variant="default" onClick={again}>
        Try now
      </Button>
    </Empty>
  )
  return isBare ? (
    <main style={{ padding: 24, maxWidth: 720, margin: '0 auto', display: 'grid', gap: 16 }}>
      {head}
      {words}
    </main>
  ) : (
    <Page path={[{ label: 'Error' }]}>
      {head}
      {words}
    </Page>
  )
}
