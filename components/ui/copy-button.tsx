'use client'

import { ActionIcon, Tooltip } from '@mantine/core'
import { Check, Copy } from 'lucide-react'
import { useState } from 'react'
import { copyText } from './copy-text'

/** Copies `text`; says so for two seconds. */
export function CopyButton({ text, label = 'Copy' }: { text: string; label?: string }) {
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    if (!(await copyText(text))) return
    setCopied(true)
    setTimeout(() => setCopied(false), 2000)
  }
  return (
    <Tooltip label={copied ? 'Copied' : label} openDelay={copied ? 0 : 300}>
      <ActionIcon variant="subtle" color="gray" size="md" aria-label={copied ? 'Copied' : label} onClick={copy}>
        {copied ? <Check size={15} aria-hidden /> : <Copy size={15} aria-hidden />}
      </ActionIcon>
    </Tooltip>
  )
}
