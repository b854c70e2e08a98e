import '@/components/ui/base.css'
import '@mantine/core/styles.layer.css'
import '@mantine/notifications/styles.layer.css'
import '@mantine/spotlight/styles.layer.css'
import '@/components/ui/tokens.css'
import { ColorSchemeScript, mantineHtmlProps } from '@mantine/core'
import { GeistMono } from 'geist/font/mono'
import { GeistSans } from 'geist/font/sans'
import type { Metadata, Viewport } from 'next'
import { cookies, headers } from 'next/headers'
import type { ReactNode } from 'react'
import { isZone } from '@/components/time/format-instant'
import { Providers } from '@/components/ui/providers'
import { findViewer } from '@/lib/http/auth/person-context'

export const metadata: Metadata = {
  title: { default: 'Lubdub', template: '%s · Lubdub' },
  description: 'Heartbeat monitoring for batch jobs.',
  icons: { icon: '/icons/mark.svg' },
  robots: { index: false, follow: false },
}

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#faf9f7' },
    { media: '(prefers-color-scheme: dark)', color: '#131416' },
  ],
}

export default async function RootLayout({ children }: { children: ReactNode }) {
  const told = (await cookies()).get('tz')?.value ?? ''
  const { timezone, locale } = await findViewer()
  const zone = timezone ?? told
  const nonce = (await headers()).get('x-nonce') ?? undefined
  return (
    <html lang="en" {...mantineHtmlProps} className={`${GeistSans.variable} ${GeistMono.variable}`}>
      <head>
        <ColorSchemeScript defaultColorScheme="auto" nonce={nonce} />
      </head>
      <body>
        <Providers zone={isZone(zone) ? zone : 'UTC'} locale={locale} renderedAt={Date.now()} nonce={nonce}>
          {children}
        </Providers>
      </body>
    </html>
  )
}
