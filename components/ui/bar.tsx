import classes from './bar.module.css'
import { lookOf, type State } from './state'

interface Props {
  /** From 0 to 1. */
  fraction: number
  state: State
  /** What is measured, for screen readers. */
  label: string
  thick?: boolean
}

/** Progress as a bar. The number is always beside it in words. */
export function Bar({ fraction, state, label, thick = false }: Props) {
  const percent = Math.round(Math.max(0, Math.min(1, fraction)) * 1000) / 10
  return (
    <span
      className={`${classes.track} ${thick ? classes.thick : ''}`}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.floor(percent)}
    >
      <span
        className={classes.fill}
        style={{ width: `${percent}%`, '--tone': `var(--state-${lookOf(state).tone})` } as React.CSSProperties}
      />
    </span>
  )
}
