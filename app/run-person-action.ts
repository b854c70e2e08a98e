import type { ActionResult } from '@/components/forms/action-result'
import { getPersonContext } from '@/lib/http/person-context'
import type { PersonContext } from '@/lib/services/auth/person-context'
import { refusal } from './run-action'

/** As `runAction`, for what someone does with their own account, whichever workspace they are in, or none. */
export async function runPersonAction<T>(work: (own: PersonContext) => Promise<T>): Promise<ActionResult<T>> {
  const own = await getPersonContext()
  try {
    return { ok: await work(own) }
  } catch (error) {
    return refusal(error)
  }
}
