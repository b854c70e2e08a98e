'use client'

import { Problem } from '@/components/shell/problem'

export default function SignedInError({ reset }: { error: Error; reset: () => void }) {
  return <Problem retry={reset} />
}
