import { redirect } from 'next/navigation'
import { getPageContext } from '@/lib/http/page-context'
import { visiblePages } from './visible-pages'

export default async function SettingsIndex() {
  const [first] = visiblePages(await getPageContext())
  redirect(first?.href ?? '/monitors')
}
