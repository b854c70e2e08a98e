'use client'

import { Button, Modal } from '@mantine/core'
import { CopyButton } from '@/components/ui/copy-button'
import classes from './factors.module.css'

/** Shows recovery codes, the only time that anybody sees them. */
export function RecoveryCodesDialog({ codes, onClose }: { codes: string[] | null; onClose: () => void }) {
  return (
    <Modal
      opened={codes !== null}
      onClose={onClose}
      title="Keep these recovery codes"
      size="lg"
      closeOnClickOutside={false}
      closeOnEscape={false}
      withCloseButton={false}
    >
      <div className={classes.panel}>
        <p>
          Each lets you in once, when your app or device is gone. They are shown this once: print them, or put them
          where you keep your passwords, and not on the device that they stand in for.
        </p>
        <ul className={`${classes.codes} mono`}>
          {codes?.map((code) => (
            <li key={code}>{code}</li>
          ))}
        </ul>
        <div className={classes.buttons}>
          <Button onClick={onClose}>I have kept them</Button>
          <CopyButton text={codes?.join('\n') ?? ''} label="Copy all codes" />
        </div>
      </div>
    </Modal>
  )
}
