import { startAuthentication, startRegistration } from '@simplewebauthn/browser'
import type { PasskeyAsk, PasskeyResponse } from '@/lib/contract/factors'

type Answer = { response: PasskeyResponse; problem?: undefined } | { response?: undefined; problem: string }

const STOPPED = 'The browser stopped without a passkey. Try again, or use another way.'
const KNOWN = 'This device already has a passkey for you.'
const NO_HOST = 'Passkeys need HTTPS and a host name: they do not work when Lubdub is opened by its IP address.'

/** Lets the browser use a passkey. */
export function provePasskey({ options }: PasskeyAsk): Promise<Answer> {
  return answer(() => startAuthentication({ optionsJSON: options as never }))
}

/** Lets the browser create a passkey. */
export function makePasskey({ options }: PasskeyAsk): Promise<Answer> {
  return answer(() => startRegistration({ optionsJSON: options as never }))
}

async function answer(work: () => Promise<unknown>): Promise<Answer> {
  try {
    return { response: (await work()) as PasskeyResponse }
  } catch (error) {
    const name = error instanceof Error ? error.name : ''
    if (name === 'InvalidStateError') return { problem: KNOWN }
    return { problem: name === 'SecurityError' || !window.isSecureContext ? NO_HOST : STOPPED }
  }
}
