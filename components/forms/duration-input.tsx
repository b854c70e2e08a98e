'use client'

import { Group, Input, NumberInput, Select } from '@mantine/core'
import { useState } from 'react'
import { durationFault, UNITS } from './duration-fault'

interface Props {
  label: string
  description?: string
  /** In seconds. Null: off. */
  value?: number | null
  onChange: (seconds: number | null) => void
  error?: React.ReactNode
  /** Shown when nothing is set. Without it, a value is required. */
  offLabel?: string
  /** The smallest allowed value, in seconds. */
  least?: number
}

/** A duration as a number and its unit; its value is in seconds. */
export function DurationInput({ label, description, value = null, onChange, error, offLabel, least = 1 }: Props) {
  const [unit, setUnit] = useState(() => unitFor(value))
  const count = value === null ? '' : value / unit
  // In the unit that was typed; an empty value is reported when the form is submitted.
  const fault = value === null ? null : durationFault(value, { label, least, isOptional: offLabel !== undefined }, unit)
  const shown = fault ?? error
  const change = (next: number | string) => onChange(next === '' ? null : Math.round(Number(next) * unit))
  return (
    <Input.Wrapper
      label={label}
      description={description}
      error={shown}
      required={offLabel === undefined}
      withAsterisk={false}
      labelElement="div"
    >
      <Group gap={8} wrap="nowrap">
        <NumberInput
          aria-label={label}
          placeholder={offLabel}
          clampBehavior="none"
          decimalScale={3}
          hideControls
          thousandSeparator=","
          value={count}
          onChange={change}
          error={shown !== undefined && shown !== null}
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
