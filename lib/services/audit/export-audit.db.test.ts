import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '@/lib/base/ids'
import { HOSTILE } from '@/lib/base/testing/hostile-strings'
import { isLongForm } from '@/lib/base/testing/long-form'
import { testId } from '@/lib/base/testing/test-id'
import { toPublicId } from '@/lib/contract/ids'
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database'
import { auditFile } from '@/lib/http/api/audit-file'
import { createPeople, type People, TEST_NOW } from '../testing/people'
import { expectRefusal } from '../testing/refusals'
import { exportAudit, MOST_EXPORTED } from './export-audit'
import { listAudit } from './list-audit'
import { listAuditActors } from './list-audit-actors'

const MANY = 2_500
/** The maximum of an export. In the short form the test stops earlier, with the same loop. */
const MOST = isLongForm ? MOST_EXPORTED : 10_000

let database: TestDatabase
let people: People

beforeAll(async () => {
  database = await createTestDatabase()
  people = await createPeople(database)
  const { workspaceId } = people.ada
  const row = (text: string, n: number) => ({
    ...{
      workspaceId,
      id: newId(),
      at: new Date(TEST_NOW.getTime() + n),
      actorKind: 'user',
      actorId: testId(`usr_${n % 3}`),
    },
    ...{ actorLabel: `person ${n % 3}`, action: 'monitor.edited', targetKind: 'monitor', targetId: testId(`mon_${n}`) },
    ...{
      targetLabel: stored(text),
      before: { name: stored(text) },
      after: { n },
      userAgent: stored(text).slice(0, 300),
    },
  })
  await people.prisma.auditEvent.createMany({ data: Array.from({ length: MANY }, (_, n) => row(`job ${n}`, n)) })
  await people.prisma.auditEvent.createMany({ data: HOSTILE.map(({ text }, n) => row(text, MANY + n)) })
})

afterAll(async () => {
  await people.end()
  await database.drop()
})

/** The text as PostgreSQL can store it. */
const stored = (text: string) => text.replaceAll('\0', '').toWellFormed()

const fileOf = async (input: Parameters<typeof exportAudit>[1]) =>
  auditFile(await exportAudit(people.ada, input), { now: TEST_NOW })

test('the whole log is exported as JSON, newest first, and the export is recorded', async () => {
  const answer = await fileOf({ format: 'json' })
  expect(answer.headers.get('content-disposition')).toContain('filename="audit-2026-11-22.json"')
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
  const entries = (await answer.json()) as { id: string; action: string; target: { label: string } }[]
  expect(entries).toHaveLength(MANY + HOSTILE.length + 1)
  expect(entries[0]).toMatchObject({ action: 'audit.exported', after: { format: 'json' } })
  expect(entries.map(({ id }) => id)).toEqual(
    entries
      .map(({ id }) => id)
      .toSorted()
      .toReversed(),
  )
  const labels = new Set(entries.slice(1).map(({ target }) => target.label))
  expect(HOSTILE.filter(({ text }) => !labels.has(stored(text)))).toEqual([])
})

test('as CSV each entry is one record, and no field is a formula', async () => {
  const answer = await fileOf({ format: 'csv', action: 'monitor.edited' })
  expect(answer.headers.get('content-type')).toMatch(/^text\/csv; charset=utf-8/)
  const records = split(await answer.text())
  expect(records).toHaveLength(1 + MANY + HOSTILE.length)
  for (const record of records) expect(record).toHaveLength(13)
  expect(records.flat().filter((field) => /^\s*[=+@-]/.test(field))).toEqual([])
})

/** The records of a CSV file, as a reader that supports quotes sees them. */
function split(csv: string): string[][] {
  const fields = [...csv.matchAll(/("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n)/g)]
  const records: string[][] = [[]]
  for (const [, field = '', end] of fields) {
    records.at(-1)!.push(field.startsWith('"') ? field.slice(1, -1).replaceAll('""', '"') : field)
    if (end === '\r\n') records.push([])
  }
  return records.slice(0, -1)
}

test('an export contains the entries that match the filter, or is an empty list', async () => {
  const one = await fileOf({ format: 'json', targetId: toPublicId('mon', testId('mon_7')) })
  expect(await one.json()).toHaveLength(1)
  const none = await fileOf({ format: 'json', targetId: toPublicId('mon', testId('mon_none')) })
  expect(await none.json()).toEqual([])
})

test('a reader that disconnects ends the export', async () => {
  const { entries } = await exportAudit(people.ada, {})
  expect((await entries.next()).value).toHaveLength(1_000)
  await entries.return(undefined)
  expect((await entries.next()).done).toBe(true)
})

test('members, viewers, keys and people of another workspace cannot export and see no actors', async () => {
  for (const who of [people.ben, people.vic, people.reader]) {
    await expectRefusal(exportAudit(who, {}), 'forbidden')
    await expectRefusal(listAuditActors(who), 'forbidden')
  }
  const { entries } = await exportAudit(people.cleo, { format: 'json' })
  const own: unknown[] = []
  for await (const page of entries) own.push(...page)
  expect(own).toMatchObject([{ action: 'audit.exported' }])
  await expectRefusal(exportAudit(people.ada, { format: 'xls' } as never), 'invalid', 'format')
})

test('the actors of the log are listed, each once', async () => {
  const actors = await listAuditActors(people.ada)
  const persons = [0, 1, 2].map((n) => ({ id: toPublicId('usr', testId(`usr_${n}`)), label: `person ${n}` }))
  expect(actors.filter(({ label }) => label.startsWith('person '))).toEqual(persons)
  const actorId = persons[1]!.id
  expect((await listAudit(people.ada, { actorId, limit: 200 })).data.every(({ actor }) => actor.id === actorId)).toBe(
    true,
  )
})

/** The maximum number of entries of an export, and a few more; the oldest first. */
async function fillLog(workspaceId: string): Promise<void> {
  await database.pool.query(
    `INSERT INTO audit_event (workspace_id, id, at, actor_kind, actor_id, actor_label, action, target_kind, target_id,
       target_label, before, after)
     SELECT $1::uuid, lpad(n::text, 32, '0')::uuid, $2::timestamptz + n * interval '1 second', 'user', $4::uuid, 'Ada',
       'monitor.edited', 'monitor', lpad(n::text, 32, '0')::uuid, 'job ' || n, jsonb_build_object('n', n - 1), jsonb_build_object('n', n)
     FROM generate_series(1, $3::int) n`,
    [workspaceId, TEST_NOW, MOST + 500, testId('usr_1')],
  )
}

/** The monitor of the `n`th entry. */
const numbered = (n: number) => toPublicId('mon', `00000000-0000-0000-0000-${`${n}`.padStart(12, '0')}`)

/**
 * Reads a file in parts. Returns the maximum growth of the heap, and the processor time. Wall-clock
 * time is not used, because it depends on the other load of the machine.
 */
async function readSlowly(
  answer: Response,
): Promise<{ text: string; mostHeap: number; chunks: number; cpuMs: number }> {
  const cpuBefore = process.cpuUsage()
  const before = process.memoryUsage().heapUsed
  const parts: Buffer[] = []
  let mostHeap = 0
  for await (const chunk of answer.body as unknown as AsyncIterable<Uint8Array>) {
    // Copied outside the heap, so that it is not measured.
    parts.push(Buffer.from(chunk))
    mostHeap = Math.max(mostHeap, process.memoryUsage().heapUsed - before)
  }
  const { user, system } = process.cpuUsage(cpuBefore)
  return { text: Buffer.concat(parts).toString(), mostHeap, chunks: parts.length, cpuMs: (user + system) / 1_000 }
}

test('an export has at most 100,000 entries', () => {
  expect(MOST_EXPORTED).toBe(100_000)
})

test(`${MOST} entries are exported in seconds of processor time, newest first, page by page, and no further entries`, async () => {
  await fillLog(people.cleo.workspaceId)
  const cleos = async (format: 'csv' | 'json') =>
    readSlowly(
      auditFile(await exportAudit(people.cleo, { format, action: 'monitor.edited' }, { most: MOST }), {
        now: TEST_NOW,
      }),
    )
  const numbers = Array.from({ length: MOST }, (_, n) => MOST + 500 - n)
  const json = await cleos('json')
  const entries = JSON.parse(json.text) as { after: { n: number } }[]
  expect(entries.length).toBe(MOST)
  expect(entries.every(({ after }, at) => after.n === numbers[at])).toBe(true)
  const csv = await cleos('csv')
  const lines = csv.text.trimEnd().split('\r\n').slice(1)
  expect(lines.length).toBe(MOST)
  expect(lines.every((line, at) => line.includes(`,${numbered(numbers[at]!)},`))).toBe(true)
  for (const { cpuMs, mostHeap, chunks } of [json, csv]) {
    expect(chunks).toBe(MOST / 1_000 + 1)
    expect(cpuMs).toBeLessThan(5_000)
    expect(mostHeap).toBeLessThan(150_000_000)
  }
}, 120_000)

test('a client that disconnects during a file ends the export after the present page', async () => {
  const { entries } = await exportAudit(people.cleo, {})
  let pages = 0
  const counted = (async function* () {
    for await (const page of entries) {
      pages += 1
      yield page
    }
  })()
  const reader = auditFile({ format: 'json', entries: counted }, { now: TEST_NOW }).body!.getReader()
  for (let n = 0; n < 3; n++) await reader.read()
  await reader.cancel()
  expect((await counted.next()).done).toBe(true)
  expect((await entries.next()).done).toBe(true)
  expect(pages).toBeLessThan(6)
})
