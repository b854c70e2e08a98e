import './setup/require-node.mjs'
import { fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { inRoot, root } from './setup/root.mjs'
import { isGone, Product, until } from './test/product.mjs'
import { writeReport } from './test/write-report.mjs'

/** Starts, breaks and stops the real product, as an operator would: `npm start` with kills in between. */
process.chdir(root)
const directory = mkdtempSync(path.join(os.tmpdir(), 'lubdub-start-'))
const dataDir = path.join(directory, 'data')
const env = { LUBDUB_DATA_DIR: dataDir, PORT: '4390', HOST: '127.0.0.1', DATABASE_URL: '', LUBDUB_URL: '' }
/** @type {{ passed: number, failures: string[] }} */
const count = { passed: 0, failures: [] }
let product = new Product(env)
/** How many expectations the present scenario has had. */
let asserted = 0

await scenario('a start ends with the address, a sign-in link and a curl line that works', async () => {
  await product.isUp()
  const [, heartbeatUrl = ''] = /^ {2}curl -fsS (\S+)$/m.exec(product.output) ?? []
  const [, signInUrl = ''] = /^ {2}(http\S+token=\S+)$/m.exec(product.output) ?? []
  expect(product.output.includes('http://localhost:4390'), product.output)
  expect((await fetch(heartbeatUrl)).status === 200, `the beat to ${heartbeatUrl} is taken`)
  expect((await fetch(signInUrl)).ok, `the link ${signInUrl} opens`)
})

await scenario('only the owner can read the secrets', async () => {
  expect((statSync(path.join(dataDir, 'secrets.json')).mode & 0o777) === 0o600, 'mode 0600')
})

await scenario('a second start on the same data directory says so', async () => {
  const second = new Product({ ...env, PORT: '4391' })
  expect((await second.exited) === 1 && second.output.includes(`is running on ${dataDir} already`), second.output)
})

await scenario('a used port is named', async () => {
  const other = new Product({ ...env, LUBDUB_DATA_DIR: path.join(directory, 'other') })
  expect((await other.exited) === 1 && other.output.includes('Port 4390 on 127.0.0.1 is in use'), other.output)
})

await scenario('plain Next.js with wrong settings says all that is wrong, and ends', async () => {
  const { exitCode, output } = await startPlainNext({
    LUBDUB_SECRET: 'short',
    LUBDUB_URL: 'lubdub.example',
    PORT: '4392',
  })
  expect(exitCode === 1, `ended with ${exitCode}: ${output}`)
  expect(output.includes('LUBDUB_SECRET must be') && output.includes('LUBDUB_URL must be'), output)
})

for (const name of ['ingest', 'web', 'worker', 'postgres']) {
  await scenario(`${name}, killed with -9, is started again`, async () => {
    const before = product.pids()[name]
    process.kill(before, 'SIGKILL')
    await until(() => product.pids()[name] && product.pids()[name] !== before, `${name} is back`)
    await product.isReady()
    expect(product.pids()[name] !== before, `${name} is another process`)
  })
}

await scenario('a start after a kill -9 uses the database that still runs', async () => {
  const before = product.pids()
  process.kill(before.start, 'SIGKILL')
  await until(
    () => ['ingest', 'web', 'worker'].every((name) => isGone(before[name])),
    'the children ended by themselves',
  )
  product = new Product(env)
  await product.isUp()
  expect(product.pids().postgres === before.postgres, 'the same PostgreSQL')
  expect(product.secondsToUp < 20, `a second start is up in seconds (${product.secondsToUp.toFixed(1)})`)
})

for (const name of ['ingest', 'web', 'worker']) {
  await scenario(`${name} ends when its parent dies while it is loading`, async () => {
    const child = fork(inRoot('dist', `${name}.mjs`), { execArgv: ['--enable-source-maps'], silent: true })
    const isOver = once(child, 'exit')
    child.disconnect()
    await Promise.race([isOver, setTimeout(30_000).then(() => child.kill('SIGKILL'))])
    expect(child.exitCode === 0, `ended with ${child.exitCode} ${child.signalCode}`)
  })
}

await scenario('a start after everything was killed with -9 recovers', async () => {
  for (const pid of Object.values(product.pids())) process.kill(pid, 'SIGKILL')
  product = new Product(env)
  await product.isUp()
  expect(
    Object.values(product.pids()).every((pid) => !isGone(pid)),
    'all processes run',
  )
})

await scenario('SIGTERM stops everything within 15 s, the database last', async () => {
  const before = product.pids()
  const startedAt = performance.now()
  process.kill(before.start, 'SIGTERM')
  const exitCode = await product.exited
  const seconds = (performance.now() - startedAt) / 1000
  expect(exitCode === 0 && seconds < 15, `ended with ${exitCode} after ${seconds.toFixed(1)} s`)
  expect(Object.values(before).every(isGone), 'no process is left')
})

rmSync(directory, { recursive: true, force: true })
process.exit(writeReport(count))

async function startPlainNext(settings) {
  const child = spawn(process.execPath, [inRoot('node_modules/next/dist/bin/next'), 'start'], {
    env: { ...process.env, ...env, ...settings, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      output += text
    })
  }
  // Not `exit`, which may come before the last of the output.
  const isOver = once(child, 'close')
  await Promise.race([isOver, setTimeout(30_000).then(() => child.kill('SIGKILL'))])
  return { exitCode: child.exitCode, output }
}

async function scenario(name, work) {
  asserted = 0
  try {
    await work()
    if (asserted === 0) throw new Error('The scenario asserts nothing.')
    count.passed += 1
    console.log(`ok      ${name}`)
  } catch (error) {
    count.failures.push(name)
    console.log(`FAILED  ${name}\n${error.stack}\n${product.output.slice(-4000)}`)
  }
}

function expect(isTrue, what) {
  asserted += 1
  if (!isTrue) throw new Error(`Expected: ${what}`)
}
