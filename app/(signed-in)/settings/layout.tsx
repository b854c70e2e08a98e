import type { ReactNode } from 'react'
import { SettingsPages } from '@/components/settings/settings-nav'
import { getPageContext } from '@/lib/http/auth/page-context'
import { visiblePages } from './visible-pages'

export default async function SettingsLayout({ children }: { children: ReactNode }) {
  return <SettingsPages pages={visiblePages(await getPageContext())}>{children}</SettingsPages>
}
