import { newId } from '@/lib/base/ids'
import { createLog } from '@/lib/base/log'
import { createKeyring } from '@/lib/base/secrets'
import { createPool } from '@/lib/db/pool'
import { createTestDatabase } from '@/lib/db/testing/test-database'
import { createPeople, type People, TEST_BASE_URL, TEST_SECRET } from '../../testing/people'
import type { PersonContext } from '../person-context'
import type { AuthResources } from '../resources'
import { type Mailbox, openMailbox } from './mailbox'

export interface AuthWorld {
  people: People
  resources: AuthResources
  mailbox: Mailbox
  /** Runs work after the response, as the product does; `settle` waits for all of it. */
  afterResponse: (work: () => Promise<void>) => void
  settle(): Promise<void>
  userId(name: 'ada' | 'ben' | 'vic' | 'cleo'): string
  /** One of the people, signed in at `now`. */
  signedIn(name: 'ada' | 'ben' | 'vic' | 'cleo', now: Date): Promise<PersonContext>
  end(): Promise<void>
}

export const CALLER = { ip: '192.0.2.7', userAgent: 'a test' }

/** People, the web process's own privileges, and a real mail server that stores its mails. */
export async function createAuthWorld(): Promise<AuthWorld> {
  const database = await createTestDatabase()
  const [people, mailbox] = await Promise.all([createPeople(database), openMailbox()])
  const pool = createPool(database.url, { name: 'test', role: 'web', max: 4, statementTimeoutMs: 10_000 })
  process.env.SMTP_URL = mailbox.smtpUrl
  const resources = {
    ...people.web,
    pool,
    keyring: createKeyring(TEST_SECRET),
    baseUrl: TEST_BASE_URL,
    log: createLog('test', 'silent'),
  }
  const waiting: Promise<void>[] = []
  const userId = (name: 'ada' | 'ben' | 'vic' | 'cleo') => {
    const { actor } = people[name]
    return actor.kind === 'user' ? actor.userId : ''
  }
  return {
    people,
    resources,
    mailbox,
    userId,
    afterResponse: (work) => {
      waiting.push(work())
    },
    settle: async () => {
      await Promise.all(waiting.splice(0))
    },
    signedIn: async (name, now) => {
      const id = newId()
      const expiresAt = new Date(now.getTime() + 86_400_000)
      await people.prisma.session.create({
        data: { id, userId: userId(name), provedAt: now, createdAt: now, expiresAt },
      })
      const person = await people.prisma.user.findUniqueOrThrow({
        where: { id: userId(name) },
        select: { id: true, email: true, name: true },
      })
      return { ...resources, person, sessionId: id, provedAt: now, caller: CALLER, now }
    },
    end: async () => {
      delete process.env.SMTP_URL
      await Promise.all([people.end(), pool.end(), mailbox.close()])
      await database.drop()
    },
  }
}
