import { redirect } from 'next/navigation'
import { getPageContext } from '@/lib/http/page-context'
import { visiblePages } from '../../settings/visible-pages'

// Not below the loading state of the settings: that would be answered first, and a script would lead on afterwards.
export default async function SettingsIndex() {
  const [first] = visiblePages(await getPageContext())
  redirect(first?.href ?? '/monitors')
}
