/** Whom a passkey belongs to: the origin that people reach us under, and its host. */
export function relyingParty(baseUrl: string): { rpID: string; origin: string } {
  const { hostname, origin } = new URL(baseUrl)
  return { rpID: hostname, origin }
}
