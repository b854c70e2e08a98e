import type { Suggestions } from '@/components/monitors/setting-control'
import { SETTINGS } from '@/lib/contract/setting-names'
import type { PageContext } from '@/lib/http/auth/page-context'
import { listMonitors } from '@/lib/services/monitors/list-monitors'

/** What forms suggest: what the first 200 monitors say, by setting. */
export async function suggestionsOf(ctx: PageContext): Promise<Suggestions> {
  const { data } = await listMonitors(ctx, { limit: 200 })
  const suggested = SETTINGS.filter(([, setting]) => 'isSuggested' in setting)
  return Object.fromEntries(
    suggested.map(([name]) => {
      const said = data.flatMap((monitor) => [monitor[name] ?? []].flat() as string[])
      return [name, [...new Set(said)].sort()]
    }),
  )
}
