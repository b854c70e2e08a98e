'use client'

import { Select } from '@mantine/core'

const OVERLAPS = [
  { value: '0', label: 'not at all' },
  { value: '3600', label: '1 hour' },
  { value: '86400', label: '1 day' },
  { value: '604800', label: '1 week' },
  { value: '2592000', label: '30 days' },
]

interface Props {
  /** In seconds. */
  value: number
  onChange: (seconds: number) => void
  label: string
}

/** How long a replaced key or secret keeps working beside the new one. */
export function OverlapSelect({ value, onChange, label }: Props) {
  return (
    <Select
      label={label}
      data={OVERLAPS}
      allowDeselect={false}
      value={String(value)}
      onChange={(next) => onChange(Number(next))}
    />
  )
}
