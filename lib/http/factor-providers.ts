import { headers } from 'next/headers'
import type { User } from 'next-auth'
import Credentials from 'next-auth/providers/credentials'
import { AppError } from '@/lib/base/errors'
import { passkeyResponse, proofInput } from '@/lib/contract/factors'
import { proveSecondFactor } from '@/lib/services/auth/prove-second-factor'
import { signInWithPasskey } from '@/lib/services/auth/sign-in-with-passkey'
import { callerOf } from './caller'
import { forgetPendingToken, readPendingToken } from './pending-token'
import type { Resources } from './resources'

// What a provider throws reaches the page as the error of this name.
const OVER = 'over'
const WRONG = 'wrong'

/** Finishes a sign-in that waits: by a code or a passkey. Its token is in a cookie, which goes with it. */
export const secondFactorProvider = (resources: Resources) =>
  Credentials({
    id: 'second-factor',
    name: 'Second factor',
    credentials: { proof: {} },
    async authorize(credentials): Promise<User | null> {
      const pendingToken = await readPendingToken(resources.baseUrl)
      if (pendingToken === null) throw new Error(OVER)
      const proof = proofInput.safeParse(parseJson(credentials?.proof))
      if (!proof.success) throw new Error(WRONG)
      const attempt = { pendingToken, proof: proof.data, caller: callerOf(await headers()), now: new Date() }
      const result = await proveSecondFactor(resources, attempt).catch((error: unknown) => {
        if (error instanceof AppError) throw new Error(error.code)
        throw error
      })
      if (result.kind !== 'signed_in') throw new Error(result.kind)
      await forgetPendingToken(resources.baseUrl)
      return { id: result.userId, sessionId: result.sessionId } as User
    },
  })

/** Signs in by a passkey alone. */
export const passkeyProvider = (resources: Resources) =>
  Credentials({
    id: 'passkey',
    name: 'Passkey',
    credentials: { ticket: {}, response: {} },
    async authorize(credentials): Promise<User | null> {
      const response = passkeyResponse.safeParse(parseJson(credentials?.response))
      if (!response.success) return null
      const ticket = String(credentials?.ticket ?? '')
      const attempt = { ticket, response: response.data, caller: callerOf(await headers()), now: new Date() }
      const session = await signInWithPasskey(resources, attempt)
      return session && ({ id: session.userId, sessionId: session.sessionId } as User)
    },
  })

function parseJson(text: unknown): unknown {
  try {
    return typeof text === 'string' && text.length < 60_000 ? JSON.parse(text) : null
  } catch {
    return null
  }
}
