import type { ActionResult } from '@/components/forms/action-result'
import { getPersonContext } from '@/lib/http/person-context'
import type { PersonContext } from '@/lib/services/person-context'
import { toActionResult } from './to-action-result'

/** Runs a verb for whoever is signed in, in whatever workspace or in none. */
export async function runPersonAction<T>(work: (me: PersonContext) => Promise<T>): Promise<ActionResult<T>> {
  const me = await getPersonContext()
  return toActionResult(() => work(me))
}
