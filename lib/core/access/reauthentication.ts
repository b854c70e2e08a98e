/** How long a proof lets someone do what is sensitive, in milliseconds: 15 minutes. */
const PROOF_LASTS_MS = 15 * 60_000

/** Whether someone proved a factor so recently that what is sensitive need not ask again. */
export function isAuthenticationRecent(provedAt: Date, now: Date): boolean {
  return now.getTime() - provedAt.getTime() < PROOF_LASTS_MS
}
