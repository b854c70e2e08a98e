import { startAuthentication, startRegistration } from '@simplewebauthn/browser'
import type { PasskeyAsk, PasskeyResponse } from '@/lib/contract/factors'

type Answer = { response: PasskeyResponse; problem?: undefined } | { response?: undefined; problem: string }

const STOPPED = 'The browser ended this without a passkey. Try again, or take another way.'
const KNOWN = 'This device has a passkey for you here already.'
const NO_HOST = 'Passkeys need HTTPS and a host name: they do not work where Lubdub is reached by its IP address.'

/** Lets the browser prove a passkey. */
export function provePasskey({ options }: PasskeyAsk): Promise<Answer> {
  return answer(() => startAuthentication({ optionsJSON: options as never }))
}

/** Lets the browser make a passkey. */
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
