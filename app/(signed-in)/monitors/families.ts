import type { PageContext } from '@/lib/http/page-context'
import { listMonitors } from '@/lib/services/monitors/list-monitors'

/** Families to suggest: those of the first 200 monitors. */
export async function familiesOf(ctx: PageContext): Promise<string[]> {
  const { data } = await listMonitors(ctx, { limit: 200 })
  return [...new Set(data.map(({ family }) => family).filter((family) => family !== null))].sort()
}
