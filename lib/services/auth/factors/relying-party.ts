/** The relying party of passkeys: the public origin of this installation, and its host. */
export function relyingParty(baseUrl: string): { rpID: string; origin: string } {
  const { hostname, origin } = new URL(baseUrl)
  return { rpID: hostname, origin }
}
