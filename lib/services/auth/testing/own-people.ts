import { TOTP } from 'otpauth'
import { createLog } from '@/lib/base/log'
import { createPool } from '@/lib/db/pool'
import type { TestDatabase } from '@/lib/db/testing/test-database'
import { createPeople, TEST_NOW } from '../../testing/people'
import { confirmTotp } from '../factors/confirm-totp'
import { startTotp } from '../factors/start-totp'
import type { PersonContext } from '../person-context'
import { openSession } from '../sessions/open-session'

export const secondsLater = (seconds: number) => new Date(TEST_NOW.getTime() + seconds * 1000)

/** The people of `createPeople`, each signed in at `TEST_NOW` and in their own account. */
export async function createOwnPeople(database: TestDatabase) {
  const people = await createPeople(database)
  const pool = createPool(database.url, { name: 'test', role: 'web', max: 2, statementTimeoutMs: 10_000 })
  const log = createLog('test', 'info')
  const own = async (name: 'ada' | 'ben' | 'cleo'): Promise<PersonContext> => {
    const { actor, keyring, baseUrl, now, caller } = people[name]
    if (actor.kind !== 'user') throw new Error(`${name} is a person.`)
    const { userId, label: email } = actor
    const sessionId = await openSession(people.web.prisma, { userId, method: 'link', secondFactor: null, caller, now })
    const person = { id: userId, email, name }
    return { ...people.web, pool, keyring, baseUrl, log, now, caller, person, sessionId, provedAt: now }
  }
  const [ada, ben, cleo] = [await own('ada'), await own('ben'), await own('cleo')]
  const end = async () => {
    await Promise.all([people.end(), pool.end()])
  }
  return { people, own, ada, ben, cleo, end }
}

/** The code that the app with this setup shows. */
export function codeAt({ secret }: { secret: string }, now: Date): string {
  return new TOTP({ secret: secret.replaceAll(' ', '') }).generate({ timestamp: now.getTime() })
}

/** Gives a person an authenticator app. Returns its setup and the recovery codes. */
export async function addTotp(own: PersonContext) {
  const setup = await startTotp(own)
  const codes = await confirmTotp(own, { code: codeAt(setup, own.now) })
  return { setup, codes: codes ?? [] }
}
