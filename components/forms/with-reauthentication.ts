import type { ActionResult } from './action-result'

/** Asks whoever sits there to prove who they are. True: they did. */
type AskForProof = () => Promise<boolean>

const NOT_PROVED = 'Nothing was changed, because you did not prove who you are.'

let ask: AskForProof | null = null

/** The dialog says here that it is there; the result takes it back. */
export function answerReauthentications(by: AskForProof): () => void {
  ask = by
  return () => {
    if (ask === by) ask = null
  }
}

/** Runs a server action; where it wants a recent proof, asks for one and runs it again. */
export async function withReauthentication<T>(work: () => Promise<ActionResult<T>>): Promise<ActionResult<T>> {
  const result = await work()
  if (result.error?.code !== 'proof_needed' || !ask) return result
  if (await ask()) return work()
  return { error: { message: NOT_PROVED, field: null, code: 'proof_needed' } }
}
