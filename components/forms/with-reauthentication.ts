import type { ActionResult } from './action-result'

/** Asks the person to reauthenticate. True: they did. */
type AskForProof = () => Promise<boolean>

const NOT_PROVED = 'Nothing was changed, because you did not confirm your identity.'

let ask: AskForProof | null = null

/** The dialog registers itself here; the returned function removes it. */
export function answerReauthentications(by: AskForProof): () => void {
  ask = by
  return () => {
    if (ask === by) ask = null
  }
}

/** Runs a server action; if it needs a recent reauthentication, asks for one and runs it again. */
export async function withReauthentication<T>(work: () => Promise<ActionResult<T>>): Promise<ActionResult<T>> {
  const result = await work()
  if (result.error?.code !== 'proof_needed' || !ask) return result
  if (await ask()) return work()
  return { error: { message: NOT_PROVED, field: null, code: 'proof_needed' } }
}
