'use client'

import { Button, Modal, TextInput } from '@mantine/core'
import { type ReactNode, useState } from 'react'

interface Props {
  title: string
  /** What has to be typed. */
  name: string
  isOpen: boolean
  isBusy: boolean
  onClose: () => void
  onConfirm: () => void
  /** What will happen. */
  children: ReactNode
}

/** Asks for the name of an object before it is deleted. */
export function NameDialog({ title, name, isOpen, isBusy, onClose, onConfirm, children }: Props) {
  const [typed, setTyped] = useState('')
  const fits = typed.trim() === name.trim()
  return (
    <Modal opened={isOpen} onClose={onClose} title={title}>
      <form
        style={{ display: 'grid', gap: 16 }}
        onSubmit={(event) => {
          event.preventDefault()
          if (fits) onConfirm()
        }}
      >
        <p style={{ margin: 0 }}>{children}</p>
        <TextInput
          label={
            <>
              Type <code>{name}</code> to confirm
            </>
          }
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          data-autofocus
        />
        <Button type="submit" color="red" disabled={!fits} loading={isBusy}>
          Delete
        </Button>
      </form>
    </Modal>
  )
}
