'use client'

import { MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { parseCookie, stringifySetCookie } from 'cookie'
import { useRouter } from 'next/navigation'
import { type ReactNode, useEffect, useState } from 'react'
import { ClockProvider, useZone } from '@/components/time/clock'
import { alignClock } from '@/components/time/ticking'
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

/** Sends the viewer's zone to the server, so that its next first paint is already right. */
function ZoneCookie({ serverNow }: { serverNow: number }) {
  const zone = useZone()
  const router = useRouter()
  useEffect(() => {
    alignClock(serverNow)
    const own = Intl.DateTimeFormat().resolvedOptions().timeZone
    if (!own || own === zone || parseCookie(document.cookie).tz === own) return
    // biome-ignore lint/suspicious/noDocumentCookie: not every browser has the Cookie Store API
    document.cookie = stringifySetCookie('tz', own, { path: '/', maxAge: 31_536_000, sameSite: 'lax' })
    router.refresh()
  }, [zone, router, serverNow])
  return null
}
