import { SETTINGS_PAGES, type SettingsPage } from '@/components/settings/pages'
import { can, type ServiceContext } from '@/lib/services/context'

/** The settings that are of use to whoever looks. */
export function visiblePages(ctx: Pick<ServiceContext, 'actor'>): SettingsPage[] {
  return SETTINGS_PAGES.filter(({ needs }) => needs === undefined || can(ctx, needs))
}
