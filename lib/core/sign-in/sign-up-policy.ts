/**
 * Who may create an account: everybody, only invited people, or people with an address in one of
 * these domains.
 */
export type SignUpPolicy = { mode: 'open' } | { mode: 'invitation' } | { mode: 'domains'; domains: readonly string[] }

const DOMAIN = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$/

/**
 * Reads `LUBDUB_SIGNUP`; null means by invitation.
 * @throws Error that names the allowed values.
 */
export function parseSignUpPolicy(text: string | null): SignUpPolicy {
  const value = text?.trim().toLowerCase() ?? ''
  if (value === '' || value === 'invitation') return { mode: 'invitation' }
  if (value === 'open') return { mode: 'open' }
  const domains = value.split(/[\s,]+/).map((domain) => domain.replace(/^@/, ''))
  const wrong = domains.find((domain) => !DOMAIN.test(domain))
  if (wrong === undefined) return { mode: 'domains', domains }
  throw new Error(`LUBDUB_SIGNUP must be open, invitation or a list of domains of mail addresses; got ${text}.`)
}

/**
 * Whether a person with this address may create an account without an invitation. A subdomain is a
 * different domain.
 */
export function allowsSignUp(policy: SignUpPolicy, email: string): boolean {
  if (policy.mode === 'domains') return policy.domains.includes(email.slice(email.lastIndexOf('@') + 1).toLowerCase())
  return policy.mode === 'open'
}
