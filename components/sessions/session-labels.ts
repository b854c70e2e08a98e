const METHODS: Record<string, string> = {
  link: 'by a one-time link',
  email: 'by mail',
  password: 'by password',
  github: 'by GitHub',
  google: 'by Google',
  oidc: 'by your organisation',
  passkey: 'by passkey',
}

const FACTORS: Record<string, string> = { totp: 'a code', passkey: 'a passkey', recovery_code: 'a recovery code' }

/** How a session was created, such as "by password and a code". */
export function howSignedIn({ method, secondFactor }: { method: string; secondFactor: string | null }): string {
  const words = METHODS[method] ?? method
  const factor = method === 'passkey' || secondFactor === null ? undefined : FACTORS[secondFactor]
  return factor ? `${words} and ${factor}` : words
}
