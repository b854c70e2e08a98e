'use client'

import { Button, Modal } from '@mantine/core'
import { CopyButton } from '@/components/ui/copy-button'
import classes from './factors.module.css'

/** Shows recovery codes, only once. */
export function RecoveryCodesDialog({ codes, onClose }: { codes: string[] | null; onClose: () => void }) {
  return (
    <Modal
      opened={codes !== null}
      onClose={onClose}
      title="Save these recovery codes"
      size="lg"
      closeOnClickOutside={false}
      closeOnEscape={false}
      withCloseButton={false}
    >
      <div className={classes.panel}>
        <p>
          Each code signs you in once, without your app or device. They are shown only once: print them, or store them
          where you store your passwords, and not on the device that they replace.
        </p>
        <ul className={`${classes.codes} mono`}>
          {codes?.map((code) => (
            <li key={code}>{code}</li>
          ))}
        </ul>
        <div className={classes.buttons}>
          <Button onClick={onClose}>Saved them</Button>
          <CopyButton text={codes?.join('\n') ?? ''} label="Copy all codes" />
        </div>
      </div>
    </Modal>
  )
}
