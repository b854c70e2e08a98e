import { StatusMark } from '@/components/ui/status-mark'
import classes from './waterfall.module.css'

/** A declared step that has not started. */
export function ExpectedStep({ name }: { name: string }) {
  return (
    <li className={classes.step} data-step={name} data-state="expected">
      <div className={classes.row}>
        <span className={`${classes.name} mono`}>
          <StatusMark state="expected" wordsHidden />
          <bdi>{name}</bdi>
        </span>
        <div className={classes.track} aria-hidden />
        <div className={`${classes.words} caption`}>expected</div>
      </div>
    </li>
  )
}
