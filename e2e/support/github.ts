import { createHash, randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'

interface Account {
  id: number
  login: string
  name: string | null
  emails: { email: string; primary: boolean; verified: boolean }[]
  /** Instead of the one that was asked with. */
  state?: string
}

export interface GitHub {
  /** Who is signed in there from now on; they agree to everything, unasked. */
  is(account: Account): void
  /** A code as somebody else was given it for our application. */
  strayCode(): string
  close(): Promise<void>
}

interface Grant {
  account: Account
  challenge: string | null
  redirectUri: string
}

/** What GitHub knows at an instant. */
interface Known {
  /** Null: nobody is signed in there. */
  account: Account | null
  codes: Map<string, Grant>
  tokens: Map<string, Account>
}

/** A server that speaks GitHub's OAuth and API on loopback, where the product under test looks for GitHub. */
export async function openGitHub(): Promise<GitHub> {
  const { port, hostname } = new URL(process.env.LUBDUB_GITHUB_URL ?? '')
  const known: Known = { account: null, codes: new Map(), tokens: new Map() }
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://github.invalid')
    const route = ROUTES[`${request.method} ${url.pathname}`]
    if (!route) return json(response, 404, { message: 'Not Found' })
    Promise.resolve(route(known, { url, request, response })).catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(Number(port), hostname, resolve))
  return {
    is: (next) => {
      known.account = next
    },
    strayCode: () =>
      grant(known, { challenge: null, redirectUri: `${process.env.LUBDUB_E2E_URL}/api/auth/callback/github` }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

interface Call {
  url: URL
  request: IncomingMessage
  response: ServerResponse
}

const ROUTES: Record<string, (known: Known, call: Call) => unknown> = {
  'GET /login/oauth/authorize'(known, { url: { searchParams: asked }, response }) {
    const redirectUri = asked.get('redirect_uri') ?? ''
    const isOurs = asked.get('client_id') === process.env.LUBDUB_GITHUB_ID && asked.get('response_type') === 'code'
    if (!isOurs || asked.get('code_challenge_method') !== 'S256') return json(response, 404, { message: 'Not Found' })
    const to = new URL(redirectUri)
    to.searchParams.set('code', grant(known, { challenge: asked.get('code_challenge'), redirectUri }))
    to.searchParams.set('state', known.account?.state ?? asked.get('state') ?? '')
    response.writeHead(302, { location: to.href }).end()
  },
  async 'POST /login/oauth/access_token'({ codes, tokens }, { request, response }) {
    const sent = new URLSearchParams(await text(request))
    const [id, secret] = clientOf(request, sent)
    const found = codes.get(sent.get('code') ?? '')
    codes.delete(sent.get('code') ?? '')
    const isClient = id === process.env.LUBDUB_GITHUB_ID && secret === process.env.LUBDUB_GITHUB_SECRET
    const proof = createHash('sha256')
      .update(sent.get('code_verifier') ?? '')
      .digest('base64url')
    // GitHub answers its refusals with 200, and a form to whom asks for no JSON.
    if (!isClient) return form(request, response, { error: 'incorrect_client_credentials' })
    if (found?.challenge !== proof || found.redirectUri !== sent.get('redirect_uri'))
      return form(request, response, { error: 'bad_verification_code' })
    const token = `gho_${randomBytes(18).toString('hex')}`
    tokens.set(token, found.account)
    form(request, response, { access_token: token, scope: 'read:user,user:email', token_type: 'bearer' })
  },
  'GET /api/v3/user'({ tokens }, { request, response }) {
    const found = tokens.get(tokenOf(request))
    if (!found) return json(response, 401, { message: 'Bad credentials' })
    // The public address, which nobody verified for us.
    json(response, 200, { id: found.id, login: found.login, name: found.name, email: found.emails[0]?.email ?? null })
  },
  'GET /api/v3/user/emails'({ tokens }, { request, response }) {
    const found = tokens.get(tokenOf(request))
    if (!found) return json(response, 401, { message: 'Bad credentials' })
    json(response, 200, found.emails)
  },
}

function grant({ account, codes }: Known, given: Omit<Grant, 'account'>): string {
  if (!account) throw new Error('Nobody is signed in at GitHub.')
  const code = randomBytes(10).toString('hex')
  codes.set(code, { ...given, account })
  return code
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body))
}

function form(request: IncomingMessage, response: ServerResponse, body: Record<string, string>): void {
  const wantsJson = request.headers.accept?.includes('application/json') ?? false
  const type = wantsJson ? 'application/json' : 'application/x-www-form-urlencoded'
  response.writeHead(200, { 'content-type': `${type}; charset=utf-8` })
  response.end(wantsJson ? JSON.stringify(body) : new URLSearchParams(body).toString())
}

function clientOf({ headers }: IncomingMessage, sent: URLSearchParams): (string | null)[] {
  const basic = /^Basic (\S+)$/i.exec(headers.authorization ?? '')?.[1]
  if (basic === undefined) return [sent.get('client_id'), sent.get('client_secret')]
  return Buffer.from(basic, 'base64')
    .toString()
    .split(':')
    .map((part) => decodeURIComponent(part.replaceAll('+', ' ')))
}

const tokenOf = ({ headers }: IncomingMessage) =>
  /^(?:Bearer|token) (\S+)$/i.exec(headers.authorization ?? '')?.[1] ?? ''
