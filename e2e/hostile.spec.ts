import type { Page } from '@playwright/test'
import { HOSTILE } from '@/lib/base/testing/hostile-strings'
import { expect, test } from './support/test'

const key = { authorization: `Bearer ${process.env.LUBDUB_BOOTSTRAP_API_KEY}`, 'content-type': 'application/json' }
const url = (path: string) => `${process.env.LUBDUB_E2E_URL}${path}`

const made: string[] = []

async function post(path: string, body: object): Promise<{ status: number; json: Record<string, string> }> {
  const answer = await fetch(url(path), { method: 'POST', headers: key, body: JSON.stringify(body) })
  const json = (await answer.json()) as Record<string, string>
  if (answer.status === 201) made.push(`${path}/${json.id}`)
  return { status: answer.status, json }
}

// Other tests look at the same workspace.
test.afterAll(async () => {
  for (const path of made.splice(0)) await fetch(url(path), { method: 'DELETE', headers: key })
})

/** Sends a beat that carries the text wherever a job can put one, and expects it to be counted. */
async function beatWith(heartbeatUrl: string, text: string, run: string): Promise<void> {
  const send = async (signal: string, fields: object) => {
    const agent = text.replace(/[^\x20-\x7e]/g, '?').slice(0, 200)
    const headers = { 'content-type': 'application/json', 'user-agent': agent || 'none' }
    const answer = await fetch(`${heartbeatUrl}/${signal}`, { method: 'POST', headers, body: JSON.stringify(fields) })
    expect(answer.status, JSON.stringify(text)).toBe(200)
  }
  await send('progress', { run, step: text, message: text, host: text, env: text, unit: text, done: 1, total: 2 })
  await send('progress', { run, step: text, shard: text, message: text, checkpoint: text, url: text, trace: text })
}

const RUNS = 4

/** What runs, loads, frames or leads away, if a text had become markup. */
function intruders(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found = [
      ...document.querySelectorAll('img, iframe, object, embed, base, form[action*="evil"], math, marquee, plaintext'),
    ]
    const links = [...document.querySelectorAll('a[href]')].filter(
      (link) => !/^(https?:|\/|#content$)/.test(link.getAttribute('href') ?? ''),
    )
    const handlers = [...document.querySelectorAll('*')].filter((node) =>
      [...node.attributes].some(({ name }) => name.startsWith('on')),
    )
    const foreign = [...document.querySelectorAll('script[src], link[href]')].filter((node) =>
      /evil/.test(node.outerHTML),
    )
    const all = [...found, ...links, ...handlers, ...foreign].map((node) => node.outerHTML.slice(0, 200))
    return Reflect.has(window, 'pwned') ? [...all, 'a text ran'] : all
  })
}

/** Collects dialogs, refusals of the security policy and errors of any page. */
function watchPages(page: Page): string[] {
  const faults: string[] = []
  page.on('dialog', (dialog) => {
    faults.push(`a dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('console', (message) => {
    if (/Content Security Policy|hydrat/i.test(message.text()))
      faults.push(`${page.url()}: ${message.text().slice(0, 300)}`)
  })
  page.on('pageerror', (error) => faults.push(`${page.url()}: ${error.message}`))
  return faults
}

/** Makes a monitor and a channel of each text. Returns the first monitor. */
async function makeNamed(): Promise<{ id: string; heartbeatUrl: string }> {
  // Names are refused or shown; which it was is for the form to say.
  let named = 0
  let first = { id: '', heartbeatUrl: '' }
  for (const { text } of HOSTILE) {
    const name = text.slice(0, 200)
    const schedule = { type: 'interval', seconds: 86_400 }
    const monitor = await post('/api/v1/monitors', { name, family: text.slice(0, 100), runbook: text, schedule })
    expect([201, 400], JSON.stringify(text)).toContain(monitor.status)
    if (monitor.status !== 201) continue
    named += 1
    if (!first.id) first = monitor.json as typeof first
    const channel = await post('/api/v1/channels', {
      kind: 'email',
      name: text.slice(0, 100),
      config: { to: ['ada@example.com'] },
    })
    expect([201, 400]).toContain(channel.status)
  }
  expect(named).toBeGreaterThan(100)
  return first
}

/** Sends the texts as beats of a few runs. Returns their ids. */
async function makeRuns({ id, heartbeatUrl }: { id: string; heartbeatUrl: string }): Promise<string[]> {
  for (const [n, { text }] of HOSTILE.entries()) await beatWith(heartbeatUrl, text, `run ${n % RUNS}`)
  for (const { text } of HOSTILE) {
    const answer = await fetch(`${heartbeatUrl}/log?run=${encodeURIComponent('run 0')}`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      body: HOSTILE.map((other) => other.text).join('\n') + text,
    })
    expect(answer.status).toBe(200)
    if (text.length > 100) break
  }
  await fetch(`${heartbeatUrl}/fail?run=${encodeURIComponent('run 1')}&message=${encodeURIComponent(HOSTILE[0]!.text)}`)
  const runs = (await (await fetch(url(`/api/v1/monitors/${id}/runs`), { headers: key })).json()) as {
    data: { id: string }[]
  }
  expect(runs.data).toHaveLength(RUNS)
  return runs.data.map((run) => run.id)
}

/** What is wrong with a page of a list, or the only page there is, and where the next one is. */
async function lookAt(page: Page, at: string): Promise<{ faults: string[]; next: string | null }> {
  await page.goto(at)
  await page.getByRole('main').waitFor()
  await expect(page.locator('.skeleton')).toHaveCount(0)
  const faults = (await intruders(page)).map((found) => `${at}: ${found}`)
  const text = await page.getByRole('main').innerText()
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  const steering = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/.exec(text)
  if (steering)
    faults.push(
      `${at}: steers near ${JSON.stringify(text.slice(Math.max(0, steering.index - 40), steering.index + 20))}`,
    )
  const next = await page
    .getByRole('link', { name: 'Next page' })
    .getAttribute('href', { timeout: 200 })
    .catch(() => null)
  return { faults, next }
}

test('no text of a job or a person runs on any page, or changes what a page is made of', async ({ page }) => {
  test.setTimeout(240_000)
  const faults = watchPages(page)
  const first = await makeNamed()
  const { json: job } = await post('/api/v1/monitors', { name: 'hostile-job', schedule: { type: 'none' } })
  const runs = await makeRuns({ id: job.id!, heartbeatUrl: job.heartbeatUrl! })
  const paths = [
    '/monitors',
    '/incidents',
    '/channels',
    '/settings/audit',
    `/monitors/${job.id}`,
    `/monitors/${first.id}`,
    `/monitors/${first.id}/edit`,
    ...runs.map((id) => `/runs/${id}`),
  ]
  for (const path of paths) {
    for (let at: string | null = path, pages = 0; at !== null && pages < 6; pages++) {
      const looked = await lookAt(page, at)
      faults.push(...looked.faults)
      at = looked.next
    }
  }
  // The same texts are there to be read, as they are.
  await page.goto(`/runs/${runs.at(-1)}`)
  await expect(page.getByRole('main')).toContainText('<script>window.pwned=1</script>')
  expect(faults).toEqual([])
})

test('the API gives every text back as JSON that stays JSON', async () => {
  let cursor: string | null = ''
  let seen = 0
  while (cursor !== null) {
    const answer = await fetch(url(`/api/v1/monitors?limit=200${cursor && `&cursor=${cursor}`}`), { headers: key })
    expect(answer.headers.get('content-type')).toMatch(/^application\/json/)
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    const page = (await answer.json()) as { data: object[]; nextCursor: string | null }
    seen += page.data.length
    cursor = page.nextCursor
  }
  expect(seen).toBeGreaterThan(100)
})
