import { NextRequest } from 'next/server'
import { afterEach, beforeAll, expect, test } from 'vitest'
import { provideSettings } from '@/lib/settings/process-settings'
import { liveSettings } from '@/lib/settings/testing/live-settings'
import { proxy } from '@/proxy'
import { sessionCookie } from './auth/auth-cookie'

beforeAll(() => provideSettings(liveSettings))

afterEach(() => {
  delete process.env.LUBDUB_URL
  delete process.env.LUBDUB_HSTS
})

const answer = (path = '/monitors', headers: Record<string, string> = {}) =>
  proxy(new NextRequest(`http://127.0.0.1:4000${path}`, { headers })).headers

const OVER_TLS = { 'x-forwarded-proto': 'https' }

test('browsers get HSTS when they use https, and never for other hosts', () => {
  process.env.LUBDUB_URL = 'https://lubdub.example'
  expect(answer('/monitors', OVER_TLS).get('strict-transport-security')).toBe('max-age=31536000')
  expect(answer('/api/v1/monitors', OVER_TLS).get('strict-transport-security')).toBe('max-age=31536000')
  expect(answer('/monitors', { 'x-forwarded-proto': 'http' }).has('strict-transport-security')).toBe(false)
  expect(answer().has('strict-transport-security')).toBe(false)
  process.env.LUBDUB_HSTS = 'off'
  expect(answer('/monitors', OVER_TLS).has('strict-transport-security')).toBe(false)
  delete process.env.LUBDUB_HSTS
  process.env.LUBDUB_URL = 'http://lubdub.example'
  expect(answer('/monitors', OVER_TLS).has('strict-transport-security')).toBe(false)
})

test('no two answers have the same nonce, and an answer that is no page allows nothing', () => {
  const policies = Array.from({ length: 50 }, () => answer().get('content-security-policy'))
  expect(new Set(policies).size).toBe(50)
  expect(answer('/api/v1/runs/run_1').get('content-security-policy')).toContain("default-src 'none'")
})

test('a nonce from the caller is not used', () => {
  const request = new NextRequest('http://127.0.0.1:4000/monitors', { headers: { 'x-nonce': 'chosen' } })
  const { headers } = proxy(request)
  expect(headers.get('content-security-policy')).not.toContain('chosen')
  expect(headers.get('x-middleware-request-x-nonce')).not.toBe('chosen')
})

test('over https the session cookie is bound to this host', () => {
  const { name, options } = sessionCookie('https://lubdub.example')
  expect({ name, ...options }).toMatchObject({ name: '__Host-lubdub.session', secure: true, httpOnly: true, path: '/' })
})
