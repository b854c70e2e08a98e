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
  /** What the button does, as a verb. */
  action: string
  /** Something ends by it. */
  isEnd?: boolean
  /** What will happen. */
  children: ReactNode
}

/** Asks before something is done that others will notice. */
export function ConfirmDialog({ title, isOpen, isBusy, onClose, onConfirm, action, isEnd = false, children }: Props) {
  return (
    <Modal opened={isOpen} onClose={onClose} title={title}>
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
    </Modal>
  )
}
