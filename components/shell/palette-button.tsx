'use client'

import { UnstyledButton } from '@mantine/core'
import { spotlight } from '@mantine/spotlight'
import { Search } from 'lucide-react'
import { useSyncExternalStore } from 'react'
import { paletteKeys } from './palette-keys'
import classes from './top-bar.module.css'

/** Opens the palette, for people who do not know its keys. */
export function PaletteButton() {
  const keys = useSyncExternalStore(never, here, elsewhere)
  return (
    <UnstyledButton
      className={classes.search}
      onClick={spotlight.open}
      aria-label="Search"
      aria-keyshortcuts="Meta+K Control+K"
    >
      <Search size={15} aria-hidden />
      <span className={classes.searchWords}>Search</span>
      <kbd className={classes.searchWords}>{keys}</kbd>
    </UnstyledButton>
  )
}

const never = () => () => {}
const here = () => paletteKeys(navigator.platform)
const elsewhere = () => paletteKeys('')
