import type { ReactNode } from 'react'
import classes from './notice.module.css'
import { StatusMark } from './status-mark'

/** An error: what happened, and what to do. Read out at once. */
export function Notice({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className={classes.notice} role="alert">
      <StatusMark state="failed" strong>
        {title}
      </StatusMark>
      <div>{children}</div>
    </div>
  )
}
