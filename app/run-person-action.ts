import type { ActionResult } from '@/components/forms/action-result'
import { getPagePerson } from '@/lib/http/page-person'
import type { PersonContext } from '@/lib/services/person-context'
import { toActionResult } from './to-action-result'

/** Runs a verb for whoever is signed in, in whatever workspace or in none. */
export async function runPersonAction<T>(work: (me: PersonContext) => Promise<T>): Promise<ActionResult<T>> {
  const me = await getPagePerson()
  return toActionResult(() => work(me))
}
