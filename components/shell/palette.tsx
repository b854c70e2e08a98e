'use client'

import { Spotlight } from '@mantine/spotlight'
import { Search } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useEffect, useState } from 'react'
import type { SettingsPage } from '@/components/settings/pages'
import { useSwitch } from '@/components/workspaces/use-switch'
import { useWorkspaces } from '@/components/workspaces/workspaces'
import { MAIN_PAGES } from './main-pages'
import classes from './palette.module.css'
import { useFoundMonitors } from './use-found-monitors'

const SHOWN = 8

/** Search over all destinations: pages, monitors by name, workspaces. `⌘K` opens it. */
export function Palette({ settings }: { settings: readonly SettingsPage[] }) {
  const [query, setQuery] = useState('')
  const router = useRouter()
  const { currentId, all } = useWorkspaces()
  const { switchTo } = useSwitch()
  const wanted = query.trim().toLocaleLowerCase()
  const { monitors, isSearching } = useFoundMonitors(query.trim())
  const pages = pagesWith(wanted, settings)
  const others = all.filter(({ id, name }) => id !== currentId && fits(name, wanted)).slice(0, SHOWN)
  useFirstSelected(monitors)
  const isEmpty = pages.length + others.length + monitors.length === 0
  return (
    <Spotlight.Root
      query={query}
      onQueryChange={setQuery}
      clearQueryOnClose
      scrollable
      maxHeight={420}
      tagsToIgnore={[]}
      classNames={{ content: classes.content, actionsGroup: classes.group }}
      attributes={{ content: { 'aria-label': 'Search' } }}
      overlayProps={{ blur: 0, backgroundOpacity: 0.5 }}
    >
      <Spotlight.Search
        placeholder="Go to a page, a monitor, another workspace"
        aria-label="Search"
        leftSection={<Search size={16} aria-hidden />}
      />
      <Spotlight.ActionsList>
        {monitors.length > 0 && (
          <Spotlight.ActionsGroup label="Monitors">
            {monitors.map(({ id, name, family }) => (
              <Spotlight.Action
                key={id}
                label={name}
                description={family ?? undefined}
                onClick={() => router.push(`/monitors/${id}`)}
              />
            ))}
          </Spotlight.ActionsGroup>
        )}
        {pages.length > 0 && (
          <Spotlight.ActionsGroup label="Pages">
            {pages.map(({ href, label }) => (
              <Spotlight.Action key={href} label={label} onClick={() => router.push(href)} />
            ))}
          </Spotlight.ActionsGroup>
        )}
        {others.length > 0 && (
          <Spotlight.ActionsGroup label="Switch workspace">
            {others.map(({ id, name }) => (
              <Spotlight.Action key={id} label={`Switch to ${name}`} onClick={() => switchTo(id)} />
            ))}
          </Spotlight.ActionsGroup>
        )}
        {isEmpty && <Spotlight.Empty>{isSearching ? 'Searching …' : 'Nothing has this name.'}</Spotlight.Empty>}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  )
}

/** The kit selects only results that exist while typing; Enter must select the first of the later ones, too. */
function useFirstSelected(monitors: readonly unknown[]): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs again when monitors were found
  useEffect(() => {
    const actions = document.querySelectorAll(`.${classes.content} [data-action]`)
    const isSelected = [...actions].some((action) => action.hasAttribute('data-selected'))
    if (!isSelected) actions[0]?.setAttribute('data-selected', 'true')
  }, [monitors])
}

function pagesWith(wanted: string, settings: readonly SettingsPage[]) {
  return [
    ...MAIN_PAGES.map(({ href, label }) => ({ href, label })),
    ...settings.map(({ href, label }) => ({ href, label: `Settings: ${label}` })),
  ].filter(({ label }) => label.toLocaleLowerCase().includes(wanted))
}

const fits = (name: string, wanted: string) => `switch to ${name}`.toLocaleLowerCase().includes(wanted)
