import { type PublicId, toPublicId } from '@/lib/contract/ids'
import { pickSettings, type SettingName } from '@/lib/contract/setting-names'

/** As `pickSettings`, from a stored row: with ids for the outside. */
export function showSettings<T extends Record<SettingName, unknown> & { channels: string[] }>(
  row: T,
): Omit<Pick<T, SettingName>, 'channels'> & { channels: PublicId<'chn'>[] } {
  return { ...pickSettings(row), channels: row.channels.map((id) => toPublicId('chn', id)) }
}
