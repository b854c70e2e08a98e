'use client'

import { Kbd, Modal, Table } from '@mantine/core'
import { useEffect, useState } from 'react'

const KEYS = [
  ['j', 'next row'],
  ['k', 'row before'],
  ['Enter', 'open the row'],
  ['/', 'search'],
  ['?', 'these keys'],
] as const

/** Moves through rows by keyboard: `j`, `k`, Enter, `/` to search, `?` for help. */
export function ListKeys() {
  const [helps, setHelps] = useState(false)
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
      if (event.key === 'j') moveBy(1)
      else if (event.key === 'k') moveBy(-1)
      else if (event.key === '/') document.querySelector<HTMLElement>('[data-search]')?.focus()
      else if (event.key === '?') setHelps(true)
      else return
      event.preventDefault()
    }
    document.addEventListener('keydown', listen)
    return () => document.removeEventListener('keydown', listen)
  }, [])
  return (
    <Modal opened={helps} onClose={() => setHelps(false)} title="Keys" size="xs">
      <Table>
        <Table.Tbody>
          {KEYS.map(([key, does]) => (
            <Table.Tr key={key}>
              <Table.Td>
                <Kbd>{key}</Kbd>
              </Table.Td>
              <Table.Td>{does}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Modal>
  )
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
}

function moveBy(step: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>('[data-row-link]')]
  const here = rows.indexOf(document.activeElement as HTMLElement)
  const next = here === -1 ? (step === 1 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, here + step))
  rows[next]?.focus()
  rows[next]?.scrollIntoView({ block: 'nearest' })
}
