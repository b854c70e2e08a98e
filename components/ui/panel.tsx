import { type ReactNode, useId } from 'react'
import classes from './panel.module.css'

interface Props {
  title: string
  /** A quiet word beside the title. */
  note?: ReactNode
  /** The actions, at the right. */
  aside?: ReactNode
  children: ReactNode
}

/** A titled part of a page. */
export function Panel({ title, note, aside, children }: Props) {
  const id = useId()
  return (
    <section className={classes.panel} aria-labelledby={id}>
      <div className={classes.head}>
        <h2 id={id}>{title}</h2>
        {note && <span className="caption">{note}</span>}
        {aside && <div className={classes.aside}>{aside}</div>}
      </div>
      {children}
    </section>
  )
}

/** The text of an empty list: what it is for, and the next step. */
export function Empty({ title, children }: { title?: string; children: ReactNode }) {
  return (
    <div className={classes.empty}>
      {title && <h3>{title}</h3>}
      {children}
    </div>
  )
}
