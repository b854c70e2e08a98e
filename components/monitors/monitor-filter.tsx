'use client'

import { CloseButton, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { Search } from 'lucide-react'
import Link from 'next/link'
import { usePathname, useRouter } from 'next/navigation'
import { useState } from 'react'
import { StatusMark } from '@/components/ui/status-mark'
import classes from './monitor-filter.module.css'
import { type MonitorFilterValue, monitorsHref } from './monitors-href'

const STATES = ['down', 'late', 'running', 'up', 'new', 'paused'] as const

/** Search and status; both live in the URL. */
export function MonitorFilter({ value }: { value: MonitorFilterValue }) {
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
            all
          </Link>
        </li>
        {STATES.map((state) => (
          <li key={state}>
            <Link
              className={classes.chip}
              href={monitorsHref({ ...value, status: value.status === state ? undefined : state })}
              aria-current={value.status === state}
              prefetch={false}
            >
              <StatusMark state={state} />
            </Link>
          </li>
        ))}
        {value.family && (
          <li>
            <Link className={classes.chip} href={monitorsHref({ ...value, family: undefined })} aria-current="true">
              family {value.family} <span aria-hidden>×</span>
              <span className="sr">, show all families</span>
            </Link>
          </li>
        )}
      </ul>
    </search>
  )
}
