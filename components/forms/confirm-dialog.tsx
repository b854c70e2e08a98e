'use client'

import { Button, Group, Modal } from '@mantine/core'
import type { ReactNode } from 'react'

interface Props {
  title: string
  confirmLabel: string
  isOpen: boolean
  isBusy: boolean
  onClose: () => void
  onConfirm: () => void
  /** What will happen. */
  children: ReactNode
}

/** Asks once more before something that is not taken back with a click. */
export function ConfirmDialog({ title, confirmLabel, isOpen, isBusy, onClose, onConfirm, children }: Props) {
  return (
    <Modal opened={isOpen} onClose={onClose} title={title}>
      <div style={{ display: 'grid', gap: 16 }}>
        <p style={{ margin: 0 }}>{children}</p>
        <Group gap={8} justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button color="red" onClick={onConfirm} loading={isBusy} data-autofocus>
            {confirmLabel}
          </Button>
        </Group>
      </div>
    </Modal>
  )
}
