import classes from './settings.module.css'

/** Why something sensitive cannot be changed just now. */
export function StaleProof({ what }: { what: string }) {
  return (
    <p className={`dim ${classes.line}`}>
      To change {what}, sign out and in again: you signed in more than 15 minutes ago, and whoever sits here may be
      somebody else.
    </p>
  )
}
