import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { startProduct } from '@/bench/support/product'
import { makeWorkDir } from '@/bench/support/work-dir'
import { writeReport } from '@/scripts/test/write-report.mjs'
import { findFreePort } from '@/server/start/free-port'
import { type Finding, type Kind, type Matrix, runMatrix } from './matrix'
import { buildWithoutProxy, PLANTED } from './without-proxy'
import { makeWorld } from './world'

/**
 * The access matrix: every route, page and server action of the built product, called as every role. Then again
 * with proxy.ts removed, and with a route and a page planted without any check: those, and only those, must be found.
 * `--once`: only the first, which needs no second build.
 */
const root = process.cwd()
const count = { passed: 0, failures: [] as string[] }
const work = makeWorkDir('access')
const logs: string[] = []

try {
  report(await playIn(root, 'as built'), 'as built')
  if (!process.argv.includes('--once')) {
    console.log('\nBuilding a copy without proxy.ts, with a route and a page that nobody guards …')
    const copy = buildWithoutProxy(root, work.directory)
    check('the copy has no proxy', !existsSync(path.join(copy, 'proxy.ts')))
    const second = await playIn(copy, 'without proxy.ts')
    reportPlanted(second)
    report(second, 'without proxy.ts')
  }
} catch (error) {
  check('the access matrix runs to its end', false, error instanceof Error ? error.stack : String(error))
} finally {
  if (count.failures.length > 0) showErrors()
  work.remove()
}
process.exit(writeReport(count))

async function playIn(directory: string, name: string): Promise<Matrix> {
  const product = await startProduct({
    root: directory,
    dataDir: path.join(work.directory, name.replaceAll(/\W/g, '-')),
    port: await findFreePort(),
    env: { LUBDUB_LOG_LEVEL: 'warn', LUBDUB_ALLOW_PRIVATE_WEBHOOKS: '1' },
  })
  try {
    const world = await makeWorld(product)
    try {
      return await runMatrix(world, directory)
    } finally {
      await world.close()
    }
  } finally {
    await product.stop()
    logs.push(`${product.dataDir}.log`)
  }
}

/** The internal errors in the logs of the processes: answers do not contain them. */
function showErrors(): void {
  const lines = logs.flatMap((file) => readFileSync(file, 'utf8').split('\n'))
  const errors = lines.filter((line) => line.includes('"level":50'))
  if (errors.length > 0) console.log(`\nErrors in the logs:\n${errors.slice(-10).join('\n')}`)
}

/**
 * The planted route and page must be found, for the missing row and for the answer; they are then removed from the
 * findings.
 */
function reportPlanted(matrix: Matrix): void {
  const take = (kind: Kind, name: string) => {
    const at = matrix[kind].findIndex(({ what }) => what === name)
    const [found] = at === -1 ? [] : matrix[kind].splice(at, 1)
    const gap = matrix.gaps.find((text) => text.startsWith(`${name} has no row`))
    matrix.gaps = matrix.gaps.filter((text) => !text.startsWith(`${name} `))
    check(`the planted ${name} fails for want of a row`, gap !== undefined, 'there was no gap')
    check(`the planted ${name} fails for what it answers`, (found?.faults.length ?? 0) > 0, 'it had no fault')
    console.log(`        ${gap}\n        ${found?.faults[0]}`)
  }
  take('routes', PLANTED.route)
  take('pages', PLANTED.page)
}

function report(matrix: Matrix, name: string): void {
  const kinds: Kind[] = ['routes', 'pages', 'actions']
  for (const kind of kinds) {
    const findings = matrix[kind]
    for (const { what, faults } of findings) check(`${what} (${name})`, faults.length === 0, faults.join('\n        '))
    const cells = sum(findings)
    const wrong = findings.reduce((total, { faults }) => total + faults.length, 0)
    console.log(
      `${name}: ${findings.length} ${kind} × ${matrix.actors} actors, ${cells} answers: ${wrong === 0 ? 'all as expected' : `${wrong} not as expected`}`,
    )
  }
  check(`every route, page and action has a row (${name})`, matrix.gaps.length === 0, matrix.gaps.join('\n        '))
  console.log(`${name}: ${sum(kinds.flatMap((kind) => matrix[kind]))} answers in all`)
}

function sum(findings: readonly Finding[]): number {
  return findings.reduce((total, { cells }) => total + cells, 0)
}

function check(what: string, holds: boolean, otherwise = ''): void {
  if (holds) {
    count.passed += 1
    return
  }
  count.failures.push(what)
  console.log(`FAILED  ${what}\n        ${otherwise}`)
}
