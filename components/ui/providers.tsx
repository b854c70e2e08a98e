'use client'

import { MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import type { ReactNode } from 'react'
import { ClockProvider } from '@/components/time/clock'
import { ZoneCookie } from '@/components/time/zone-cookie'
import { cssVariables, theme } from './theme'

interface Props {
  zone: string
  locale: string | null
  renderedAt: number
  nonce: string | undefined
  children: ReactNode
}

/** What every page needs around it: the look, the clock, the place for short notices. */
export function Providers({ zone, locale, renderedAt, nonce, children }: Props) {
  return (
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      cssVariablesResolver={cssVariables}
      getStyleNonce={nonce ? () => nonce : undefined}
    >
      <ClockProvider zone={zone} locale={locale} renderedAt={renderedAt}>
        <ZoneCookie serverNow={renderedAt} />
        {children}
        <Notifications position="bottom-right" autoClose={5000} />
      </ClockProvider>
    </MantineProvider>
  )
}
