import type { ReactNode } from 'react'
import { BeatOnce } from './beat-once'
import { lookOf, type State } from './state'
import classes from './status-mark.module.css'
import { StatusShape } from './status-shape'

interface Props {
  state: State
  /** Shown instead of the state's word. The state's word is still read out before it, unless it begins with it. */
  children?: ReactNode
  /** Progress from 0 to 1, for the arc of a running ring. */
  fraction?: number | null
  /** Count of beats: the mark beats once when it rises. */
  beats?: number
  /** Shows only the shape when the words are beside it; they are still read out and in the title. */
  wordsHidden?: boolean
  strong?: boolean
}

/** The one way to show a state: a shape and a colour, always with words. */
export function StatusMark({ state, children, fraction = null, beats, wordsHidden = false, strong = false }: Props) {
  const { word, shape, tone } = lookOf(state)
  const drawing = <StatusShape shape={shape} fraction={fraction} />
  return (
    <span
      className={`${classes.mark} ${classes[tone]}`}
      data-state={state}
      title={wordsHidden && children === undefined ? word : undefined}
    >
      <span className={classes.shape}>
        {beats === undefined ? (
          drawing
        ) : (
          <BeatOnce beats={beats} className={classes.beat ?? ''}>
            {drawing}
          </BeatOnce>
        )}
      </span>
      <span className={wordsHidden ? 'sr' : `${classes.words} ${strong ? classes.strong : ''}`}>
        {children ?? word}
      </span>
    </span>
  )
}

StatusMark.Skeleton = function StatusMarkSkeleton() {
  return (
    <span className={classes.mark}>
      <span className="skeleton" style={{ width: 12, borderRadius: 6 }} />
      <span className="skeleton" style={{ width: 72 }} />
    </span>
  )
}
