import { CodeLine } from '@/components/ui/code'
import classes from './card.module.css'

/** The way in that is always there for whoever runs the installation. */
export function OwnerLink({ isFirst = false }: { isFirst?: boolean }) {
  return (
    <section className={isFirst ? classes.form : classes.foot}>
      <p className={isFirst ? undefined : 'caption'}>
        {!isFirst && 'You run this Lubdub? '}The first <code>npm start</code> prints a link for the owner. For a new
        one, where it runs:
      </p>
      <CodeLine text="npm run link" label="Copy the command" />
    </section>
  )
}
