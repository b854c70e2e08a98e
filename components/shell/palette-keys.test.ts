import { expect, it } from 'vitest'
import { paletteKeys } from './palette-keys'

it('the hint names the keys of this machine', () => {
  expect(['MacIntel', 'macOS', 'iPad', 'Linux x86_64', 'Win32', ''].map(paletteKeys)).toEqual([
    '⌘K',
    '⌘K',
    '⌘K',
    'Ctrl+K',
    'Ctrl+K',
    'Ctrl+K',
  ])
})
