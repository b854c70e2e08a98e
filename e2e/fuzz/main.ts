import path from 'node:path'
import { startProduct } from '@/bench/support/product'
import { makeWorkDir } from '@/bench/support/work-dir'
import { makeWorld, type World } from '@/e2e/access/world'
import { OPERATIONS } from '@/lib/contract/openapi-operations'
import { writeReport } from '@/scripts/test/write-report.mjs'
import { findFreePort } from '@/server/start/free-port'
import { type Call, makeCalls } from './calls'
import { faultsOfMethods } from './methods'
import { type Ids, type Sent, type Setting, send } from './send'

/**
 * Calls every operation of the API with valid and invalid input by its description: at least 20,000 calls (`--calls
 * N`), the same again with `--seed N`. No answer may be our fault, slow, or not as described; nothing invalid may be
 * accepted; no id of another workspace may answer. Before that, it asks every path with every method that it does not
 * have.
 */
const given = (name: string) => {
  const at = process.argv.indexOf(name)
  return at === -1 ? null : Number(process.argv[at + 1])
}
const seed = given('--seed') ?? Date.now() % 1_000_000
const total = given('--calls') ?? 20_000
const AT_ONCE = 8
/** Objects of each kind that exist from the beginning. */
const AT_FIRST = 40

const count = { passed: 0, failures: [] as string[] }
const work = makeWorkDir('fuzz')
try {
  await fuzz()
} catch (error) {
  check('the fuzz runs to its end', error instanceof Error ? [error.stack ?? error.message] : [String(error)])
} finally {
  work.remove()
}
process.exit(writeReport(count))

async function fuzz(): Promise<void> {
  const product = await startProduct({
    dataDir: path.join(work.directory, 'data'),
    port: await findFreePort(),
    env: { LUBDUB_LOG_LEVEL: 'error', LUBDUB_ALLOW_PRIVATE_WEBHOOKS: '1' },
  })
  const world = await makeWorld(product)
  try {
    // A call may well make the workspace ask for second factors: without one, its owner would be locked out of the
    // rest.
    const { id: userId } = await world.prisma.user.findUniqueOrThrow({ where: { email: 'ada@matrix.example' } })
    await world.prisma.totpFactor.create({ data: { userId, ciphertext: new Uint8Array(1), confirmedAt: new Date() } })
    const headersOf = (name: string) => world.actors.find((actor) => actor.name === name)!.headers
    const browser = { origin: product.url, 'sec-fetch-site': 'same-origin' }
    const setting: Setting = {
      url: product.url,
      headers: {
        writer: headersOf('write key'),
        reader: headersOf('read key'),
        owner: { ...headersOf('owner'), ...browser },
        other: headersOf('other write key'),
        nobody: {},
      },
      ids: await makeIds(world),
    }
    const calls = makeCalls(total, seed)
    const methods = await faultsOfMethods(setting)
    console.log(`${methods.tried} calls with methods that their paths do not have: ${methods.faults.length} faults\n`)
    check('a method that a path does not have is refused in the usual form', methods.faults)
    const startedAt = performance.now()
    const results = await sendAll(calls, setting)
    report(results, (performance.now() - startedAt) / 1000)
  } finally {
    await world.close()
    await product.stop()
  }
}

async function makeIds({ make, makeTogether }: World): Promise<Ids> {
  const ids: Ids = {}
  for (const [name, makeOne] of Object.entries(make)) {
    const own: string[] = []
    for (let n = 0; n < AT_FIRST; n++) own.push(await makeOne())
    ids[name] = { own, foreign: [] }
  }
  for (const makeAll of Object.values(makeTogether)) {
    for (let n = 0; n < AT_FIRST; n++) {
      for (const [name, id] of Object.entries(await makeAll())) {
        ids[`${name} of a pair`] ??= { own: [], foreign: [] }
        ids[`${name} of a pair`]!.own.push(id)
      }
    }
  }
  return ids
}

interface Result {
  call: Call
  sent: Sent
}

async function sendAll(calls: readonly Call[], setting: Setting): Promise<Result[]> {
  const results: Result[] = []
  let next = 0
  const work = async () => {
    for (let call = calls[next++]; call; call = calls[next++]) {
      const sent = await send(call, setting).catch((error: unknown): Sent => {
        const { message, cause } = error as Error
        return { status: 0, ms: 0, wasInvalid: false, fault: `no answer: ${message} ${cause ?? ''}` }
      })
      results.push({ call, sent })
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return results
}

function report(results: readonly Result[], seconds: number): void {
  console.log('operation                 calls   2xx   4xx  invalid  slowest')
  for (const operation of OPERATIONS) {
    const mine = results.filter(({ call }) => call.operation === operation)
    const accepted = mine.filter(({ sent }) => sent.status >= 200 && sent.status < 300)
    const refused = mine.filter(({ sent }) => sent.status >= 400 && sent.status < 500)
    const invalid = mine.filter(({ sent }) => sent.wasInvalid)
    const slowest = Math.max(...mine.map(({ sent }) => sent.ms))
    const cells = [mine.length, accepted.length, refused.length, invalid.length].map((n, at) =>
      String(n).padStart([6, 6, 6, 9][at]!),
    )
    console.log(`${operation.id.padEnd(24)}${cells.join('')}${`${Math.round(slowest)} ms`.padStart(9)}`)
    const faults = mine.filter(({ sent }) => sent.fault !== null)
    check(`${operation.id} (seed ${seed})`, faults.slice(0, 5).map(describe))
    // One that lets nothing through was not tried: its inputs are too rarely right.
    if (accepted.length === 0) check(`${operation.id} is let through at least once`, ['no call of it was accepted'])
  }
  const wrong = results.filter(({ sent }) => sent.fault !== null).length
  const invalid = results.filter(({ sent }) => sent.wasInvalid).length
  console.log(
    `\n${results.length} calls of ${OPERATIONS.length} operations in ${seconds.toFixed(0)} s (${Math.round(results.length / seconds)} a second), ${invalid} of them invalid, seed ${seed}: ${wrong === 0 ? 'no fault' : `${wrong} faults`}`,
  )
}

function describe({ call, sent }: Result): string {
  const { operation, who, place, odd, query, body, raw, twice } = call
  const shown = JSON.stringify({ who, place, ...(place === 'odd' && { odd }), query, body, raw, twice }).slice(0, 700)
  return `${sent.fault}\n          ${operation.method} ${operation.path} ${shown}`
}

function check(what: string, faults: readonly string[]): void {
  if (faults.length === 0) {
    count.passed += 1
    return
  }
  count.failures.push(what)
  console.log(`FAILED  ${what}\n        ${faults.join('\n        ')}`)
}
