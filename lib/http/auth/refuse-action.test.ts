import { expect, test } from 'vitest'
import { refuseAction } from './refuse-action'

const ID = '40'.repeat(21)
const ask = (headers: Record<string, string>, method = 'POST') =>
  refuseAction(new Request('http://lubdub.example:4000/monitors', { method, headers }))?.status ?? null

const OURS = { host: 'lubdub.example:4000', origin: 'http://lubdub.example:4000' }

test.each(['https://evil.example', 'null', ':::', 'http://lubdub.example', 'http://lubdub.example:4000.evil.example'])(
  'a server action from %s is refused before Next.js fails on it',
  async (origin) => {
    expect(ask({ ...OURS, origin, 'next-action': ID })).toBe(403)
    expect(ask({ ...OURS, origin, 'content-type': 'multipart/form-data; boundary=x' })).toBe(403)
    const answer = refuseAction(new Request('http://x/', { method: 'POST', headers: { origin, 'next-action': ID } }))
    expect(await answer?.text()).toMatch(/did not come from a page of Lubdub.*\n$/)
  },
)

test('an action that cannot exist is a 400, without the caller’s text', async () => {
  expect(ask({ ...OURS, 'next-action': 'x'.repeat(10_000) })).toBe(400)
  expect(ask({ ...OURS, 'next-action': '<b>' })).toBe(400)
})

test('our own action passes, also behind a proxy, and so does every request that is no action', () => {
  expect(ask({ ...OURS, 'next-action': ID })).toBe(null)
  const behind = { host: '127.0.0.1:4000', 'x-forwarded-host': 'lubdub.example', origin: 'https://lubdub.example' }
  expect(ask({ ...behind, 'next-action': ID })).toBe(null)
  expect(ask({ ...OURS, origin: 'https://evil.example' })).toBe(null)
  expect(ask({ origin: 'https://evil.example', 'next-action': ID }, 'GET')).toBe(null)
})
