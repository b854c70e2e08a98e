'use client'

import { Group, Input, NumberInput, Select } from '@mantine/core'
import { useState } from 'react'

const UNITS = [
  { value: '86400', label: 'days' },
  { value: '3600', label: 'hours' },
  { value: '60', label: 'minutes' },
  { value: '1', label: 'seconds' },
]

interface Props {
  label: string
  description?: string
  /** In seconds. Null: off. */
  value?: number | null
  onChange: (seconds: number | null) => void
  error?: React.ReactNode
  /** Shown where nothing is set. Without it, a value is required. */
  offLabel?: string
}

/** A duration as a number and its unit; knows seconds outside. */
export function DurationInput({ label, description, value = null, onChange, error, offLabel }: Props) {
  const [unit, setUnit] = useState(() => unitFor(value))
  const count = value === null ? '' : value / unit
  const change = (next: number | string) => onChange(next === '' ? null : Math.round(Number(next) * unit))
  return (
    <Input.Wrapper
      label={label}
      description={description}
      error={error}
      required={offLabel === undefined}
      withAsterisk={false}
      labelElement="div"
    >
      <Group gap={8} wrap="nowrap">
        <NumberInput
          aria-label={label}
          placeholder={offLabel}
          min={0}
          decimalScale={3}
          hideControls
          thousandSeparator=","
          value={count}
          onChange={change}
          error={error !== undefined && error !== null}
          style={{ flex: 1, minWidth: 72 }}
        />
        <Select
          aria-label={`Unit of ${label.toLowerCase()}`}
          data={UNITS}
          allowDeselect={false}
          value={String(unit)}
          onChange={(next) => {
            const size = Number(next)
            setUnit(size)
            if (value !== null) onChange(Math.round((value / unit) * size))
          }}
          w={112}
          comboboxProps={{ withinPortal: true }}
        />
      </Group>
    </Input.Wrapper>
  )
}

function unitFor(seconds: number | null): number {
  if (seconds === null || seconds === 0) return 60
  return [86_400, 3600, 60].find((size) => seconds % size === 0) ?? 1
}
