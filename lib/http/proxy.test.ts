import { NextRequest } from 'next/server'
import { afterEach, expect, test } from 'vitest'
import { proxy } from '@/proxy'
import { sessionCookie } from './auth-cookie'

afterEach(() => {
  delete process.env.LUBDUB_URL
})

const answer = (path = '/monitors') => proxy(new NextRequest(`http://127.0.0.1:4000${path}`)).headers

test('browsers are told to stay on https, where that is how they come', () => {
  process.env.LUBDUB_URL = 'https://lubdub.example'
  expect(answer().get('strict-transport-security')).toBe('max-age=31536000; includeSubDomains')
  expect(answer('/api/v1/monitors').get('strict-transport-security')).toContain('max-age=31536000')
  process.env.LUBDUB_URL = 'http://lubdub.example'
  expect(answer().has('strict-transport-security')).toBe(false)
})

test('no two answers have the same nonce, and what is no page may do nothing', () => {
  const policies = Array.from({ length: 50 }, () => answer().get('content-security-policy'))
  expect(new Set(policies).size).toBe(50)
  expect(answer('/api/v1/runs/run_1').get('content-security-policy')).toContain("default-src 'none'")
})

test('a nonce that the caller brings along is not taken over', () => {
  const request = new NextRequest('http://127.0.0.1:4000/monitors', { headers: { 'x-nonce': 'chosen' } })
  const { headers } = proxy(request)
  expect(headers.get('content-security-policy')).not.toContain('chosen')
  expect(headers.get('x-middleware-request-x-nonce')).not.toBe('chosen')
})

test('over https the session cookie is bound to this very host', () => {
  const { name, options } = sessionCookie('https://lubdub.example')
  expect({ name, ...options }).toMatchObject({ name: '__Host-lubdub.session', secure: true, httpOnly: true, path: '/' })
})
