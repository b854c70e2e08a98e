'use client'

import { Checkbox, TextInput } from '@mantine/core'
import { useDeferredValue, useMemo, useState } from 'react'
import { CopyButton } from '@/components/ui/copy-button'
import { Panel } from '@/components/ui/panel'
import { findMatches, MOST_MATCHES } from './find-matches'
import classes from './output.module.css'
import { OutputText } from './output-text'

interface Props {
  /** The last output that the run sent. Null: none. */
  output: string | null
  isTruncated: boolean
}

/** The last output of the job, to search and to read. */
export function OutputPanel({ output, isTruncated }: Props) {
  const [query, setQuery] = useState('')
  const [here, setHere] = useState(0)
  const [wraps, setWraps] = useState(true)
  const searched = useDeferredValue(query)
  const matches = useMemo(() => findMatches(output ?? '', searched), [output, searched])
  if (output === null) return null
  const at = matches.length === 0 ? 0 : here % matches.length
  const count = matches.length === MOST_MATCHES ? `${MOST_MATCHES}+` : matches.length
  return (
    <Panel
      title="Last output"
      note={isTruncated ? 'the end only; the beginning was cut off' : null}
      aside={
        <div className={classes.tools}>
          {searched !== '' && (
            <output className="caption num">{matches.length === 0 ? 'no match' : `${at + 1} of ${count}`}</output>
          )}
          <TextInput
            size="xs"
            type="search"
            w={180}
            aria-label="Search the output"
            placeholder="Search, Enter for the next"
            value={query}
            onChange={(event) => {
              setQuery(event.currentTarget.value)
              setHere(0)
            }}
            onKeyDown={(event) => {
              if (event.key === 'Enter') setHere(at + (event.shiftKey ? Math.max(1, matches.length) - 1 : 1))
            }}
          />
          <Checkbox
            size="xs"
            label="Wrap"
            checked={wraps}
            onChange={(event) => setWraps(event.currentTarget.checked)}
          />
          <CopyButton text={output} label="Copy the output" />
        </div>
      }
    >
      <OutputText text={output} matches={matches} length={searched.length} here={at} wraps={wraps} />
    </Panel>
  )
}
