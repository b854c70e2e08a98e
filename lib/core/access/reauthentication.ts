/** How long a reauthentication is valid, in milliseconds: 15 minutes. */
const PROOF_LASTS_MS = 15 * 60_000

/** Whether the person proved a factor so recently that a sensitive action needs no new reauthentication. */
export function isAuthenticationRecent(provedAt: Date, now: Date): boolean {
  return now.getTime() - provedAt.getTime() < PROOF_LASTS_MS
}
