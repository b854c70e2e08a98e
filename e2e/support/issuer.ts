import { OAuth2Server } from 'oauth2-mock-server'

interface Claims {
  sub: string
  email: string
  email_verified: boolean
  name: string
}

/** A real OpenID issuer on loopback, where the product under test looks for it. It signs in whoever `is` says, unasked. */
export async function openIssuer(): Promise<{ is: (claims: Claims) => void; close: () => Promise<void> }> {
  const server = new OAuth2Server()
  await server.issuer.keys.generate('RS256')
  const { port, hostname } = new URL(process.env.LUBDUB_OIDC_ISSUER ?? '')
  let claims: Claims | null = null
  server.service.on('beforeTokenSigning', (token) => Object.assign(token.payload, claims))
  await server.start(Number(port), hostname)
  return {
    is: (next) => {
      claims = next
    },
    close: () => server.stop(),
  }
}
