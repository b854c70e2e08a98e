import type { ActionResult } from '@/components/forms/action-result'
import type { RateClass } from '@/lib/contract/rates'
import type { Permission } from '@/lib/core/access'
import { getPageContext, type PageContext } from '@/lib/http/auth/page-context'
import { getResources } from '@/lib/http/resources'
import { requirePermission } from '@/lib/services/context'
import { consumeRate } from '@/lib/services/rates/consume-rate'
import { toActionResult } from './to-action-result'

/**
 * Runs a verb for the person who is signed in, if they have the permission and call not too often; errors meant for the caller are
 * returned, others are logged. An action names its permission here, and `e2e/access` reads it from the source. It counts together
 * with the operations of the API of the same class.
 */
export async function runAction<T>(
  permission: Permission,
  work: (ctx: PageContext) => Promise<T>,
  { rate = 'write' }: { rate?: RateClass } = {},
): Promise<ActionResult<T>> {
  const ctx = await getPageContext()
  return toActionResult(async () => {
    requirePermission(ctx, permission)
    await consumeRate(getResources(), ctx, rate)
    return work(ctx)
  })
}
