import { redirect } from 'next/navigation'
import type { Access } from '@/lib/core/access'
import { getPageContext } from '@/lib/http/auth/page-context'
import { visiblePages } from '../../settings/visible-pages'

export const access = 'everybody' satisfies Access

// Outside the loading state of the settings: otherwise that is sent first, and a script redirects afterwards.
export default async function SettingsIndex() {
  const [first] = visiblePages(await getPageContext())
  redirect(first?.href ?? '/monitors')
}
