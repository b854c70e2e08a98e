import { assertNever } from '@/lib/base/assert-never'
import type { Shape } from './state'

const CIRCUMFERENCE = 2 * Math.PI * 5.25

/** The shape of a state, drawn in the current colour. `fraction` is the ring's arc; null: unknown. */
export function StatusShape({ shape, fraction }: { shape: Shape; fraction: number | null }) {
  return (
    <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true" focusable="false">
      {drawing(shape, fraction)}
    </svg>
  )
}

function drawing(shape: Shape, fraction: number | null) {
  switch (shape) {
    case 'disc':
      return <circle cx="8" cy="8" r="5.5" fill="currentColor" />
    case 'ring': {
      const arc = CIRCUMFERENCE * Math.max(0.06, Math.min(1, fraction ?? 0.25))
      return (
        <g fill="none" stroke="currentColor" strokeWidth="2.5">
          <circle cx="8" cy="8" r="5.25" opacity="0.28" />
          <circle cx="8" cy="8" r="5.25" strokeDasharray={`${arc.toFixed(2)} 40`} transform="rotate(-90 8 8)" />
        </g>
      )
    }
    case 'triangle':
      return <path d="M8 2.2 14.4 13.4H1.6Z" fill="currentColor" strokeLinejoin="round" />
    case 'barred-triangle':
      return <path d="M8 1.2 13.2 10H2.8ZM2 12.2h12v2.3H2Z" fill="currentColor" />
    case 'half-disc':
      return (
        <g>
          <circle cx="8" cy="8" r="5" fill="none" stroke="currentColor" strokeWidth="1.5" />
          <path d="M8 3a5 5 0 0 0 0 10Z" fill="currentColor" />
        </g>
      )
    case 'square':
      return <rect x="2.8" y="2.8" width="10.4" height="10.4" rx="1.2" fill="currentColor" />
    case 'broken-square':
      return <path d="M10 3.5H3.5v9h9V8" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="square" />
    case 'dashed-circle':
      return (
        <circle cx="8" cy="8" r="5.2" fill="none" stroke="currentColor" strokeWidth="1.8" strokeDasharray="3.2 2.25" />
      )
    case 'circle':
      return <circle cx="8" cy="8" r="5" fill="none" stroke="currentColor" strokeWidth="1.8" />
    case 'bars':
      return <path d="M4 3h2.8v10H4ZM9.2 3H12v10H9.2Z" fill="currentColor" />
    case 'dotted-circle':
      return (
        <circle
          cx="8"
          cy="8"
          r="5.2"
          fill="none"
          stroke="currentColor"
          strokeWidth="2"
          strokeLinecap="round"
          strokeDasharray="0.01 4.08"
        />
      )
    default:
      return assertNever(shape)
  }
}
