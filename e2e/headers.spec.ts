import type { APIResponse, Response } from '@playwright/test'
import { ROUTES } from '@/e2e/access/rows'
import { collectPolicyFaults } from './support/policy-faults'
import { expect, newSignInLink, test } from './support/test'
import { fillIn, makeThings, pathsOf } from './support/things'

let things: Record<string, string> = {}
test.beforeAll(async () => {
  things = await makeThings()
})

const pages = () => pathsOf(things)

/** Headers of every answer, for every caller and path. */
function faultsOf(where: string, answer: Response | APIResponse): string[] {
  const headers = answer.headers()
  const faults: string[] = []
  const expectHeader = (name: string, wanted: RegExp) => {
    if (!wanted.test(headers[name] ?? '')) faults.push(`${where}: ${name}: ${headers[name] ?? '(none)'}`)
  }
  expectHeader('x-content-type-options', /^nosniff$/)
  expectHeader('x-frame-options', /^DENY$/)
  expectHeader('referrer-policy', /^(same-origin|no-referrer)$/)
  expectHeader('permissions-policy', /camera=\(\)/)
  expectHeader('cross-origin-opener-policy', /^same-origin$/)
  expectHeader('cross-origin-resource-policy', /^same-origin$/)
  expectHeader('content-security-policy', /frame-ancestors 'none'/)
  if (headers['x-powered-by'] !== undefined) faults.push(`${where}: says what it is made with`)
  // Over plain HTTP it would lock people out.
  if (headers['strict-transport-security'] !== undefined) faults.push(`${where}: HSTS without https`)
  return faults
}

const PAGE_POLICY = [
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-src 'none'",
  "script-src-attr 'none'",
]

test('every page carries the headers, a new nonce each time, and no script without it', async ({ page }) => {
  const faults: string[] = []
  const nonces = new Set<string>()
  for (const path of pages()) {
    const answer = await page.request.get(path, { maxRedirects: 0 })
    faults.push(...faultsOf(path, answer))
    const { 'content-security-policy': policy = '', 'cache-control': cache = '' } = answer.headers()
    for (const part of PAGE_POLICY) if (!policy.includes(part)) faults.push(`${path}: no ${part}`)
    const nonce = /script-src 'self' 'nonce-([\w+/=]{22,})' 'strict-dynamic';/.exec(policy)?.[1]
    if (!nonce || nonces.has(nonce)) faults.push(`${path}: no nonce of its own: ${policy}`)
    nonces.add(nonce ?? '')
    if (/script-src[^;]*unsafe/.test(policy)) faults.push(`${path}: scripts may be unsafe`)
    if (!/no-store/.test(cache) || !/private/.test(cache)) faults.push(`${path}: cache-control: ${cache}`)
    const html = await answer.text()
    const bare = [...html.matchAll(/<(?:script|style)\b[^>]*>/g)].filter(([tag]) => !tag.includes(`nonce="${nonce}"`))
    faults.push(...bare.map(([tag]) => `${path}: without the nonce: ${tag}`))
    const handlers = [...html.matchAll(/<[a-z][^<>]*\s(on[a-z]+)=["']/gi)]
    faults.push(...handlers.map(([, name]) => `${path}: an inline ${name}`))
  }
  expect(faults).toEqual([])
  expect(nonces.size).toBe(pages().length)
})

// `LUBDUB_TEST_LONG=1`: in both schemes, over each page; else what floats is the same on all. The pages themselves:
// looks.spec.ts.
const isLong = process.env.LUBDUB_TEST_LONG === '1'
for (const scheme of isLong ? (['light', 'dark'] as const) : (['dark'] as const)) {
  test(`overlays of a page keep its policy, ${scheme}`, async ({ page }) => {
    test.setTimeout(180_000)
    const faults: string[] = []
    await page.emulateMedia({ colorScheme: scheme })
    await collectPolicyFaults(page, faults)
    let menus = 0
    for (const path of isLong ? pages() : ['/monitors']) {
      await page.goto(path)
      await page.getByRole('main').waitFor()
      const menu = page.getByRole('button', { name: /^You:/ })
      if ((await menu.count()) === 0) continue
      menus += 1
      await expect(async () => {
        await menu.click()
        await expect(page.getByRole('menuitem', { name: 'Sign out' })).toBeVisible({ timeout: 1_000 })
      }).toPass({ timeout: 15_000 })
      await page.keyboard.press('Escape')
    }
    await page.goto(fillIn('/monitors/[monitorId]', things))
    const remove = page.getByRole('button', { name: 'Delete' })
    await expect(async () => {
      await remove.click()
      await expect(page.getByRole('dialog')).toBeVisible({ timeout: 1_000 })
    }).toPass({ timeout: 15_000 })
    expect(faults).toEqual([])
    expect(menus).toBeGreaterThan(0)
    await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', scheme)
  })
}

test('the settings lead to their first page with the answer itself, and not by a script afterwards', async ({
  page,
}) => {
  const answer = await page.request.get('/settings', { maxRedirects: 0 })
  expect([answer.status(), answer.headers().location]).toEqual([307, '/settings/profile'])
  for (let i = 0; i < 5; i++) {
    await page.goto('/settings')
    await page.getByRole('main').waitFor()
    await page.goto('/settings/profile')
  }
})

test('a script that got into a page does not run', async ({ page }) => {
  await page.goto('/monitors')
  const ran = await page.evaluate(async () => {
    const host = document.createElement('div')
    document.body.append(host)
    host.innerHTML =
      '<img src=x onerror="window.ranHandler = true"><a id="js" href="javascript:window.ranLink = true">x</a>'
    const script = document.createElement('script')
    script.setAttribute('src', 'data:text/javascript,window.ranData=true')
    host.insertAdjacentHTML('beforeend', '<iframe srcdoc="<script>parent.ranFrame=true</script>"></iframe>')
    host.querySelector<HTMLElement>('#js')?.click()
    await new Promise((resolve) => setTimeout(resolve, 300))
    return ['ranHandler', 'ranLink', 'ranData', 'ranFrame'].filter((name) => Reflect.has(window, name))
  })
  expect(ran).toEqual([])
})

test('every API route that reads has the headers, and answers of a session are not cached', async ({
  page,
  request,
}) => {
  const faults: string[] = []
  const key = { authorization: `Bearer ${process.env.LUBDUB_BOOTSTRAP_API_KEY}` }
  const reads = Object.entries(ROUTES).filter(([route]) => route.startsWith('GET ') && !route.includes('[...'))
  for (const [route, { access, query }] of reads) {
    const path = fillIn(route.slice(4), things) + (query === undefined ? '' : `?${query}`)
    // Ingest answers these itself, before there is a page to protect.
    if (path === '/api/health' || path === '/api/ready') continue
    const asks = [request.get(path), request.get(path, { headers: key }), page.request.get(path)]
    for (const answer of await Promise.all(asks)) {
      faults.push(...faultsOf(`${path} ${answer.status()}`, answer))
      const { 'content-security-policy': policy = '', 'cache-control': cache = '' } = answer.headers()
      if (!/default-src 'none'.*sandbox/.test(policy)) faults.push(`${path}: ${policy}`)
      if (access !== 'everybody' && !/private, no-store/.test(cache)) faults.push(`${path}: cache-control: ${cache}`)
      if (answer.headers()['access-control-allow-origin'] !== undefined)
        faults.push(`${path}: opens itself to other sites`)
    }
  }
  expect(reads.length).toBeGreaterThan(12)
  expect(faults).toEqual([])
})

test('a method that a path of the API does not have is refused with all the headers, in the usual form', async ({
  request,
}) => {
  const faults: string[] = []
  const paths = new Set(Object.keys(ROUTES).map((route) => route.slice(route.indexOf(' ') + 1)))
  for (const path of paths) {
    if (!path.startsWith('/api/') || path.includes('[...')) continue
    const answer = await request.fetch(fillIn(path, things), { method: 'PUT' })
    const { allow = '', 'cache-control': cache = '' } = answer.headers()
    faults.push(...faultsOf(`PUT ${path}`, answer))
    if (answer.status() !== 405 || !/^[A-Z]+(, [A-Z]+)*$/.test(allow))
      faults.push(`${path}: ${answer.status()} ${allow}`)
    if (!/private, no-store/.test(cache)) faults.push(`${path}: cache-control: ${cache}`)
    if ((await answer.json()).error.code !== 'method_not_allowed') faults.push(`${path}: ${await answer.text()}`)
  }
  expect(paths.size).toBeGreaterThan(30)
  expect(faults).toEqual([])
})

test('answers of ingest itself are not sniffed', async ({ request }) => {
  for (const path of ['/api/health', '/api/ready', '/api/v1/heartbeat/ldb_none', '/api/v1/heartbeat/%00']) {
    const answer = await request.get(path)
    expect(answer.headers(), path).toMatchObject({ 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' })
  }
})

test('unused parts of next-auth do not exist', async ({ request }) => {
  const unused = ['GET signout', 'GET verify-request', 'GET _log', 'POST _log', 'POST session', 'POST error']
  for (const one of unused) {
    const [method = '', action] = one.split(' ')
    expect((await request.fetch(`/api/auth/${action}`, { method, data: {} })).status(), one).toBe(404)
  }
})

test('the image optimizer is off', async ({ request }) => {
  for (const url of ['/icons/mark.svg', 'http://127.0.0.1:1/x.png', 'https://example.com/x.avif']) {
    const answer = await request.get(`/_next/image?url=${encodeURIComponent(url)}&w=64&q=75`)
    expect(answer.status(), url).toBe(404)
  }
})

test('scripts and other sites cannot read the session cookie', async ({ browser }) => {
  const context = await browser.newContext({
    baseURL: process.env.LUBDUB_E2E_URL ?? '',
    storageState: { cookies: [], origins: [] },
  })
  const page = await context.newPage()
  await page.goto(await newSignInLink())
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL('**/monitors')
  const cookies = await context.cookies()
  const session = cookies.find(({ name }) => name === 'lubdub.session')
  expect(session).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/' })
  // Only the zone and what the look remembers may be read by scripts.
  const readable = await page.evaluate(() => document.cookie.split('; ').map((pair) => pair.split('=')[0]))
  expect(readable.filter((name) => name !== 'tz')).toEqual([])
  await context.close()
})

test('sign-in, sign-out and redirects from another site are refused', async ({ request, page }) => {
  const { csrfToken } = await (await page.request.get('/api/auth/csrf')).json()
  const foreign: Record<string, string>[] = [
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
    {},
  ]
  for (const headers of foreign) {
    for (const path of ['/api/auth/signout', '/api/auth/callback/link', '/api/auth/signin/link']) {
      for (const caller of [request, page.request]) {
        const answer = await caller.post(path, { headers, form: { csrfToken, token: 'lnk_none' } })
        expect(answer.status(), `${path} ${JSON.stringify(headers)}`).toBe(403)
      }
    }
  }
  await page.goto('/channels')
  await expect(page.getByRole('heading', { name: 'Channels' })).toBeVisible()
})
