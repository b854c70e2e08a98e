'use client'

import { ErrorPanel } from '@/components/shell/error-panel'

export default function SignedInError({ reset }: { error: Error; reset: () => void }) {
  return <ErrorPanel retry={reset} />
}
