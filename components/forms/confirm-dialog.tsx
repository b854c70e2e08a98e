'use client'

import { Button, Modal } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './dialog.module.css'

interface Props {
  title: string
  isOpen: boolean
  isBusy: boolean
  onClose: () => void
  onConfirm: () => void
  /** The action of the button, as a verb. */
  action: string
  /** The action ends or deletes something. */
  isEnd?: boolean
  /** The result, which is shown only once: it replaces the question. */
  told?: ReactNode
  /** What will happen. */
  children: ReactNode
}

/** Asks before an action that affects others. */
export function ConfirmDialog({ title, isOpen, isBusy, onClose, onConfirm, action, isEnd, told, children }: Props) {
  return (
    <Modal opened={isOpen} onClose={onClose} title={title} size={told ? 'lg' : 'md'} closeOnClickOutside={!told}>
      {told ?? (
        <form
          className={classes.dialog}
          onSubmit={(event) => {
            event.preventDefault()
            onConfirm()
          }}
        >
          {children}
          <div className={classes.end}>
            <Button type="submit" color={isEnd ? 'red' : undefined} loading={isBusy} data-autofocus>
              {action}
            </Button>
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
          </div>
        </form>
      )}
    </Modal>
  )
}
