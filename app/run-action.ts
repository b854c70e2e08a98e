import type { ActionResult } from '@/components/forms/action-result'
import type { Permission } from '@/lib/core/access'
import { getPageContext, type PageContext } from '@/lib/http/auth/page-context'
import { requirePermission } from '@/lib/services/context'
import { toActionResult } from './to-action-result'

/**
 * Runs a verb for the person who is signed in, if they have the permission; errors meant for the caller are returned, others are
 * logged. An action names its permission here, and `e2e/access` reads it from the source.
 */
export async function runAction<T>(
  permission: Permission,
  work: (ctx: PageContext) => Promise<T>,
): Promise<ActionResult<T>> {
  const ctx = await getPageContext()
  return toActionResult(async () => {
    requirePermission(ctx, permission)
    return work(ctx)
  })
}
