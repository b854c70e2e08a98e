import { OAuth2Server } from 'oauth2-mock-server'

interface Claims {
  sub: string
  email: string
  email_verified: boolean
  name: string
  /** Instead of the one that was asked for. */
  nonce?: string
}

/** A real OpenID issuer on loopback, at the address in the settings of the product. It signs in the person in `is`, without a question. */
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
