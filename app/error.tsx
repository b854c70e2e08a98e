'use client'

import { ErrorPanel } from '@/components/shell/error-panel'

export default function RootError({ reset }: { error: Error; reset: () => void }) {
  return <ErrorPanel retry={reset} isBare />
}
