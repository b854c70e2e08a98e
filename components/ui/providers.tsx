'use client'

import { MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { type ReactNode, useState } from 'react'
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

/** The scroll lock of dialogs takes the nonce for its own style from here. */
function tellNonce(nonce: string | undefined): string | undefined {
  if (nonce !== undefined && typeof window !== 'undefined') Object.assign(window, { __webpack_nonce__: nonce })
  return nonce
}

/** What every page needs: the theme, the clock, the place for short notices. */
export function Providers({ zone, locale, renderedAt, nonce: given, children }: Props) {
  // A new render has a new nonce, but the policy of the document keeps the first.
  const [nonce] = useState(() => tellNonce(given))
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
