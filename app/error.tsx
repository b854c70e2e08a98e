'use client'

import { Problem } from '@/components/shell/problem'

export default function RootError({ reset }: { error: Error; reset: () => void }) {
  return <Problem retry={reset} isBare />
}
