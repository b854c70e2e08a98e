import { CodeLine } from '@/components/ui/code'
import classes from './card.module.css'

/** The sign-in method that the operator always has. */
export function OwnerLink({ isFirst = false }: { isFirst?: boolean }) {
  return (
    <section className={isFirst ? classes.form : classes.foot}>
      <p className={isFirst ? undefined : 'caption'}>
        {!isFirst && 'Do you run this Lubdub? '}The first <code>npm start</code> prints a link for the owner. For a new
        one, run this on its server:
      </p>
      <CodeLine text="npm run link" label="Copy the command" />
    </section>
  )
}
