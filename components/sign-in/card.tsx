import type { ReactNode } from 'react'
import { Mark } from '@/components/ui/mark'
import classes from './card.module.css'

/** The content of a page before sign-in. */
export function SignInCard({ title, children }: { title: string; children: ReactNode }) {
  return (
    <main className={classes.page}>
      <div className={classes.card}>
        <div className={classes.brand}>
          <Mark size={32} /> Lubdub
        </div>
        <h1>{title}</h1>
        {children}
      </div>
    </main>
  )
}
