'use client'

import { UnstyledButton } from '@mantine/core'
import { Fragment, type ReactNode, useState } from 'react'
import { holdRows } from './hold-rows'
import classes from './steady-rows.module.css'

interface Row {
  id: string
  row: ReactNode
}

interface Props {
  rows: readonly Row[]
  /** The query of the rows, if there are several: rows of another query are shown at once. */
  of?: string
}

/** The body of a table that refreshes itself: no row moves while the pointer is over it or it has the focus. */
export function SteadyRows({ rows, of = '' }: Props) {
  const [held, setHeld] = useState<{ of: string; rows: readonly Row[] } | null>(null)
  const [isUnder, setUnder] = useState({ pointer: false, focus: false })
  const isHeld = held !== null && held.of === of
  const { shown, added, isOther } = holdRows(isHeld ? held.rows : rows, rows)
  const hold = (by: 'pointer' | 'focus', is: boolean) => {
    const next = { ...isUnder, [by]: is }
    setUnder(next)
    if (!next.pointer && !next.focus) setHeld(null)
    else if (!isHeld) setHeld({ of, rows })
  }
  return (
    <tbody
      onPointerEnter={() => hold('pointer', true)}
      onPointerLeave={() => hold('pointer', false)}
      onFocus={() => hold('focus', true)}
      onBlur={({ currentTarget, relatedTarget }) => {
        if (!currentTarget.contains(relatedTarget)) hold('focus', false)
      }}
    >
      {shown.map(({ id, row }) => (
        <Fragment key={id}>{row}</Fragment>
      ))}
      {isHeld && isOther && (
        <tr className={classes.waiting}>
          <td>
            <UnstyledButton className={classes.button} onClick={() => setHeld({ of, rows })}>
              {added > 0 ? `${added} new` : 'New order'}
              <span className="dim"> · show</span>
            </UnstyledButton>
          </td>
        </tr>
      )}
    </tbody>
  )
}
