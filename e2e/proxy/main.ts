import { execFile, spawn, spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { chromium } from '@playwright/test'
import { startProduct } from '@/bench/support/product'
import { until } from '@/bench/support/until'
import { makeWorkDir } from '@/bench/support/work-dir'
import { systemBrowser } from '@/scripts/setup/browser.mjs'
import { writeReport } from '@/scripts/test/write-report.mjs'
import { findFreePort } from '@/server/start/free-port'

/** Follows the nginx block of docs/self-hosting.md to the letter, on a port that is not the default one. */
const run = promisify(execFile)
const count = { passed: 0, failures: [] as string[] }
const API_KEY = `ldw_${'proxy'.repeat(6)}23`

if (spawnSync('nginx', ['-v']).error) {
  console.log('There is no nginx here; install it (apt-get install nginx) to follow its part of the documents.')
  process.exit(writeReport(count))
}
const work = makeWorkDir('proxy')
const [port, backPort] = [await findFreePort(), await findFreePort()]
const url = `http://localhost:${port}`
const nginx = startNginx()
const product = await startProduct({
  dataDir: path.join(work.directory, 'data'),
  port: backPort,
  env: { LUBDUB_URL: url, LUBDUB_TRUST_PROXY: 'yes', LUBDUB_BOOTSTRAP_API_KEY: API_KEY },
})
try {
  await check('a failing job’s output of 22 MB is heard, and its failure is known', longOutput)
  await check('people sign in on a port that is not the default', signIn)
  await check('a live stream arrives as it is sent', stream)
} finally {
  nginx.kill('SIGTERM')
  await product.stop()
  work.remove()
}
process.exit(writeReport(count))

function startNginx() {
  const document = readFileSync('docs/self-hosting.md', 'utf8')
  const [, block] = /```nginx\n([\s\S]*?)```/.exec(document) ?? []
  const inner = block!.replace('http://127.0.0.1:4000', `http://127.0.0.1:${backPort}`)
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  const lines = temporary.map((name) => `${name}_temp_path ${work.directory}/nginx/${name};`)
  mkdirSync(path.join(work.directory, 'nginx'))
  const file = path.join(work.directory, 'nginx.conf')
  const user = process.getuid?.() === 0 ? 'user root;' : ''
  writeFileSync(
    file,
    `${user} daemon off; pid ${work.directory}/nginx.pid; error_log stderr; events {}
     http { access_log off; ${lines.join(' ')} server { listen 127.0.0.1:${port}; listen [::1]:${port}; ${inner} } }`,
  )
  return spawn('nginx', ['-e', 'stderr', '-c', file], { stdio: ['ignore', 'inherit', 'inherit'] })
}

async function api(route: string, init: RequestInit = {}) {
  const headers = { authorization: `Bearer ${API_KEY}`, 'content-type': 'application/json' }
  const answer = await fetch(`${url}/api/v1${route}`, { headers, ...init })
  if (!answer.ok) throw new Error(`${route}: ${answer.status} ${await answer.text()}`)
  return answer.json()
}

async function addMonitor(name: string): Promise<{ id: string; heartbeatUrl: string }> {
  const made = await api('/monitors', { method: 'POST', body: JSON.stringify({ name, schedule: { type: 'none' } }) })
  if (!made.heartbeatUrl.startsWith(url)) throw new Error(`The heartbeat URL is ${made.heartbeatUrl}`)
  return made
}

async function longOutput(): Promise<void> {
  const { id, heartbeatUrl } = await addMonitor('long')
  const file = path.join(work.directory, 'output')
  writeFileSync(file, Buffer.alloc(22_000_000, 'all is lost\n'))
  const { stdout } = await run('curl', ['-fsS', '-m', '20', '-T', file, '-X', 'POST', `${heartbeatUrl}/fail`])
  if (!stdout.startsWith('OK')) throw new Error(stdout)
  const { status } = await api(`/monitors/${id}`)
  if (status !== 'down') throw new Error(`The monitor is ${status}`)
}

async function signIn(): Promise<void> {
  const env = { ...process.env, LUBDUB_DATA_DIR: product.dataDir, LUBDUB_URL: url, PORT: String(backPort) }
  const { stdout } = await run(process.execPath, ['scripts/run-built.mjs', 'link'], { env })
  if (!stdout.startsWith(url)) throw new Error(stdout)
  const executablePath = systemBrowser() ?? undefined
  const browser = await chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] })
  try {
    const page = await browser.newPage()
    await page.goto(stdout.trim())
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('heading', { name: 'Monitors' }).waitFor({ timeout: 60_000 })
  } finally {
    await browser.close()
  }
}

async function stream(): Promise<void> {
  const { id, heartbeatUrl } = await addMonitor('live')
  await run('curl', ['-fsS', '-m', '10', `${heartbeatUrl}/start?run=r1`])
  const { data } = await api(`/monitors/${id}/runs`)
  const answer = await fetch(`${url}/api/live/runs/${data[0].id}`, {
    headers: { authorization: `Bearer ${API_KEY}`, accept: 'text/event-stream' },
  })
  if (!answer.ok || !answer.body) throw new Error(`${answer.status}`)
  let heard = ''
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader()
  void (async () => {
    for (;;) {
      const { value, done } = await reader.read()
      if (done) return
      heard += value
    }
  })().catch(() => {})
  await run('curl', ['-fsS', '-m', '10', `${heartbeatUrl}/progress?run=r1&message=halfway-there`])
  const isHeard = await until(() => heard.includes('halfway-there'), { limitMs: 8_000 })
  await reader.cancel()
  if (!isHeard) throw new Error(`Heard only: ${heard.slice(0, 500)}`)
}

async function check(name: string, work: () => Promise<void>): Promise<void> {
  try {
    await work()
    count.passed += 1
    console.log(`ok      ${name}`)
  } catch (error) {
    count.failures.push(name)
    console.log(`FAILED  ${name}\n${error instanceof Error ? error.stack : error}`)
  }
}
