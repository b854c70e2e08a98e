import { SETTINGS_PAGES, type SettingsPage } from '@/components/settings/pages'
import { can, type ServiceContext } from '@/lib/services/context'

/** The settings pages that are useful for this person. */
export function visiblePages(ctx: Pick<ServiceContext, 'actor'>): SettingsPage[] {
  return SETTINGS_PAGES.filter(({ needs }) => needs === undefined || can(ctx, needs))
}
