import { Webhook } from 'standardwebhooks'
import { exampleDown } from '@/lib/notify/testing/example-events'

export interface SignedMessage {
  secret: string
  id: string
  timestamp: string
  signatures: string
  body: string
}

const SECRET = `whsec_${Buffer.alloc(32, 'known').toString('base64')}`
const OTHER_SECRET = `whsec_${Buffer.alloc(32, 'other').toString('base64')}`
const MINUTE_SECONDS = 60

/** What a receiver must take or refuse, signed by the library that Lubdub signs with. */
export function webhookCases(): { name: string; isGood: boolean; message: SignedMessage }[] {
  const now = Math.floor(Date.now() / 1_000)
  const body = JSON.stringify({ ...exampleDown, message: 'Grüße ✓ "quoted" $HOME `x`\n' })
  const at = (seconds: number, secret = SECRET): SignedMessage => ({
    ...{ secret: SECRET, id: 'dlv_01', timestamp: String(seconds), body },
    signatures: new Webhook(secret).sign('dlv_01', new Date(seconds * 1_000), body),
  })
  const good = at(now)
  const other = at(now, OTHER_SECRET).signatures
  const half = good.signatures.slice(0, -10)
  const refuse = (name: string, message: SignedMessage) => ({ name, isGood: false, message })
  const take = (name: string, message: SignedMessage) => ({ name, isGood: true, message })
  return [
    take('a message as it is sent', good),
    take('one of four minutes ago', at(now - 4 * MINUTE_SECONDS)),
    take('a second signature that fits', { ...good, signatures: `${other} ${good.signatures}` }),
    take('a first signature that fits', { ...good, signatures: `${good.signatures} ${other}` }),
    take('one beside a kind that is not known', { ...good, signatures: `v1a,c2ln ${good.signatures}` }),
    refuse('a body that was changed', { ...good, body: body.replace('is down', 'is fine') }),
    refuse('a body that was serialised again', { ...good, body: JSON.stringify(JSON.parse(body), null, 1) }),
    refuse('another id', { ...good, id: 'dlv_02' }),
    refuse('another timestamp', { ...good, timestamp: String(now - 1) }),
    refuse('one of six minutes ago', at(now - 6 * MINUTE_SECONDS)),
    refuse('one of six minutes from now', at(now + 6 * MINUTE_SECONDS)),
    refuse('another secret', { ...good, signatures: other }),
    refuse('a signature that was cut', { ...good, signatures: half }),
    refuse('a signature without its kind', { ...good, signatures: good.signatures.slice(3) }),
    refuse('no signature', { ...good, signatures: '' }),
    refuse('no timestamp', { ...good, timestamp: '' }),
    refuse('a timestamp that is no number', { ...good, timestamp: 'now' }),
    refuse('a receiver without a secret', { ...good, secret: 'whsec_' }),
    refuse('the secret used as text', { ...good, signatures: signWithText(good) }),
  ]
}

/** As if the key were the text after `whsec_`. */
function signWithText({ id, timestamp, body }: SignedMessage): string {
  const secret = Buffer.from(SECRET.slice('whsec_'.length)).toString('base64')
  return new Webhook(secret).sign(id, new Date(Number(timestamp) * 1_000), body)
}
