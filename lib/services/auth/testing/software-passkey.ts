import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { isoCBOR } from '@simplewebauthn/server/helpers'
import type { PasskeyAsk, PasskeyResponse } from '@/lib/contract/factors'

const FLAGS = { present: 0x01, verified: 0x04, backupEligible: 0x08, attested: 0x40 }

const sha256 = (data: string | Uint8Array) => createHash('sha256').update(data).digest()
const base64url = (data: string | Uint8Array) => Buffer.from(data).toString('base64url')

interface Ways {
  origin?: string
  /** Whether the device verified its user. */
  verified?: boolean
  /** The counter to claim, instead of the next one. */
  counter?: number
  /** The person to claim. Null: none. */
  userHandle?: string | null
}

/** An authenticator in software. It follows the standard, and breaks it where a test asks for that. */
export function softwarePasskey({ origin, counts = true }: { origin: string; counts?: boolean }) {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const id = randomBytes(16)
  const rpID = new URL(origin).hostname
  let counter = 0
  let owner = ''

  const clientData = (type: string, ask: PasskeyAsk, at: string) => {
    const { challenge } = ask.options as { challenge: string }
    return JSON.stringify({ type, challenge, origin: at, crossOrigin: false })
  }
  const authenticatorData = (flags: number, count: number, rest: Uint8Array = Buffer.alloc(0)) => {
    const head = Buffer.alloc(5)
    head.writeUInt8(flags, 0)
    head.writeUInt32BE(count, 1)
    return Buffer.concat([sha256(rpID), head, rest])
  }
  const answer = (response: Record<string, unknown> & { clientDataJSON: string }): PasskeyResponse => ({
    id: base64url(id),
    rawId: base64url(id),
    type: 'public-key',
    clientExtensionResults: {},
    response,
  })

  return {
    id: base64url(id),
    register(ask: PasskeyAsk, { origin: at = origin, verified = true }: Ways = {}): PasskeyResponse {
      owner = (ask.options as { user: { id: string } }).user.id
      const { x, y } = publicKey.export({ format: 'jwk' })
      const cose = new Map<number, number | Uint8Array>([
        [1, 2],
        [3, -7],
        [-1, 1],
        [-2, new Uint8Array(Buffer.from(x ?? '', 'base64url'))],
        [-3, new Uint8Array(Buffer.from(y ?? '', 'base64url'))],
      ])
      const length = Buffer.alloc(2)
      length.writeUInt16BE(id.length)
      const attested = Buffer.concat([Buffer.alloc(16), length, id, isoCBOR.encode(cose as never)])
      const flags = FLAGS.present | FLAGS.attested | (verified ? FLAGS.verified : 0)
      const authData = new Uint8Array(authenticatorData(flags, 0, attested))
      const attestation = new Map<string, unknown>([
        ['fmt', 'none'],
        ['attStmt', new Map()],
        ['authData', authData],
      ])
      return answer({
        clientDataJSON: base64url(clientData('webauthn.create', ask, at)),
        attestationObject: base64url(isoCBOR.encode(attestation as never)),
        transports: ['internal'],
      })
    },
    prove(ask: PasskeyAsk, ways: Ways = {}): PasskeyResponse {
      const { origin: at = origin, verified = true, userHandle = owner } = ways
      if (counts) counter += 1
      const data = authenticatorData(FLAGS.present | (verified ? FLAGS.verified : 0), ways.counter ?? counter)
      const json = clientData('webauthn.get', ask, at)
      return answer({
        clientDataJSON: base64url(json),
        authenticatorData: base64url(data),
        signature: base64url(sign('sha256', Buffer.concat([data, sha256(json)]), privateKey)),
        ...(userHandle === null ? {} : { userHandle }),
      })
    },
  }
}
