'use client'

import { CloseButton, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { Search } from 'lucide-react'
import Link from 'next/link'
import { usePathname, useRouter } from 'next/navigation'
import { useState } from 'react'
import { StatusMark } from '@/components/ui/status-mark'
import classes from './monitor-filter.module.css'
import { type MonitorFilterValue, monitorsHref, withoutTag } from './monitors-href'

const STATES = ['down', 'silent', 'stalled', 'late', 'partial', 'running', 'up', 'new', 'paused'] as const
/** Shown only if there are any. */
const RARE: ReadonlySet<string> = new Set(['silent', 'stalled', 'partial'])

interface Props {
  value: MonitorFilterValue
  /** The number of each. */
  counts: Partial<Record<(typeof STATES)[number], number>>
}

/** Search, status, family and tags; all live in the URL. */
export function MonitorFilter({ value, counts }: Props) {
  const router = useRouter()
  const path = usePathname()
  const [text, setText] = useState(value.query ?? '')
  const go = (query: string) => {
    if (path === '/monitors')
      router.replace(monitorsHref({ ...value, query: query.trim() || undefined }), { scroll: false })
  }
  const goSoon = useDebouncedCallback(go, 250)
  const change = (next: string) => {
    setText(next)
    goSoon(next)
  }
  const all = STATES.reduce((sum, state) => sum + (RARE.has(state) ? 0 : (counts[state] ?? 0)), 0)
  const shown = STATES.filter((state) => !RARE.has(state) || counts[state] || value.status === state)
  return (
    <search className={classes.filter}>
      <TextInput
        className={classes.search}
        type="search"
        aria-label="Search monitors"
        placeholder="Search name, family or id"
        leftSection={<Search size={15} aria-hidden />}
        rightSection={
          text === '' ? null : <CloseButton size="sm" aria-label="Clear the search" onClick={() => change('')} />
        }
        value={text}
        onChange={(event) => change(event.currentTarget.value)}
        data-search
      />
      <ul className={classes.chips} aria-label="Status">
        <li>
          <Link
            className={classes.chip}
            href={monitorsHref({ ...value, status: undefined })}
            aria-current={!value.status}
          >
            all <span className="num dim">{all}</span>
          </Link>
        </li>
        {shown.map((state) => (
          <li key={state}>
            <Link
              className={classes.chip}
              href={monitorsHref({ ...value, status: value.status === state ? undefined : state })}
              aria-current={value.status === state}
              prefetch={false}
            >
              <StatusMark state={state} /> <span className="num dim">{counts[state] ?? 0}</span>
            </Link>
          </li>
        ))}
      </ul>
      <ChosenFilters value={value} />
    </search>
  )
}

/** Family and tags that were chosen, each to be taken away. */
function ChosenFilters({ value }: { value: MonitorFilterValue }) {
  const { family, tags = [] } = value
  if (!family && tags.length === 0) return null
  return (
    <ul className={`${classes.chips} ${classes.chosen}`} aria-label="Chosen">
      {family && (
        <Chosen word="family" name={family} href={monitorsHref({ ...value, family: undefined })}>
          show all families
        </Chosen>
      )}
      {tags.map((tag) => (
        <Chosen key={tag} word="tag" name={tag} href={monitorsHref(withoutTag(value, tag))}>
          take this tag away
        </Chosen>
      ))}
    </ul>
  )
}

function Chosen({ word, name, href, children }: { word: string; name: string; href: string; children: string }) {
  return (
    <li>
      <Link className={classes.chip} href={href} aria-current="true">
        {word} <bdi>{name}</bdi> <span aria-hidden>×</span>
        <span className="sr">, {children}</span>
      </Link>
    </li>
  )
}
