'use client'

import { Autocomplete, type AutocompleteProps } from '@mantine/core'
import { useMemo, useState } from 'react'
import { isZone } from '@/components/time/format-instant'
import { matchesZone, zoneNames } from './zones'

interface Props extends Omit<AutocompleteProps, 'data' | 'filter' | 'value' | 'onChange'> {
  value?: string
  onChange?: (value: string) => void
}

/**
 * A time zone by its name. The typed text stays unchanged: no other zone replaces it, and an unknown zone is an error.
 */
export function ZoneInput({ value = '', onChange, error, onBlur, ...rest }: Props) {
  const zones = useMemo(() => zoneNames(value !== '' && isZone(value) ? value : null), [value])
  const [isLeft, setLeft] = useState(false)
  const isWrong = isLeft && value !== '' && !isZone(value)
  return (
    <Autocomplete
      {...rest}
      data={zones}
      limit={100}
      // With a zone chosen, all are offered.
      filter={({ options, search, limit }) =>
        options
          .filter((option) => 'value' in option && (isZone(search) || matchesZone(String(option.value), search)))
          .slice(0, limit)
      }
      value={value}
      onChange={(next) => {
        setLeft(false)
        onChange?.(next)
      }}
      onBlur={(event) => {
        setLeft(true)
        onBlur?.(event)
      }}
      error={error ?? (isWrong ? 'No such zone; choose one of the list, such as Europe/Berlin.' : undefined)}
      onFocus={(event) => event.currentTarget.select()}
    />
  )
}
