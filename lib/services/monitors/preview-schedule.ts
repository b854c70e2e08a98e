import { parseInput } from '@/lib/contract/parse-input'
import { previewScheduleInput, type SchedulePreview } from '@/lib/contract/schedules'
import { nextOccurrences } from '@/lib/core'
import { familyScope, requirePermission, type ServiceContext } from '../context'
import { iso } from '../instants'

/**
 * The next times at which a schedule expects a job, ascending; none for schedule none.
 * @throws AppError `invalid` with the field.
 */
export async function previewSchedule(ctx: ServiceContext, input: unknown): Promise<SchedulePreview> {
  requirePermission(ctx, 'monitor.read', familyScope(ctx))
  const { schedule, count } = parseInput(previewScheduleInput, input)
  return { times: nextOccurrences(schedule, ctx.now.getTime(), count).map(iso) }
}
