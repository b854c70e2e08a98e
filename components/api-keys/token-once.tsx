'use client'

import { Button } from '@mantine/core'
import dialog from '@/components/forms/dialog.module.css'
import { CodeLine } from '@/components/ui/code'
import type { CreatedApiKeyView } from '@/lib/contract/api-keys'
import { tryLine } from './access-labels'

/** The token of a new key, shown first, because it is shown only once. */
export function TokenOnce({ made, baseUrl, onDone }: { made: CreatedApiKeyView; baseUrl: string; onDone: () => void }) {
  return (
    <div className={dialog.dialog}>
      <p>
        This is the key. Store it where your program reads it: <strong>it is not shown again</strong>.
      </p>
      <CodeLine text={made.token} label="Copy the key" />
      <p className="dim">A command to try it:</p>
      <CodeLine text={tryLine(made, baseUrl)} label="Copy the line" />
      <div>
        <Button onClick={onDone}>Saved it</Button>
      </div>
    </div>
  )
}
