import { NextRequest } from 'next/server'
import { expect, test } from 'vitest'
import { readSurface } from '@/e2e/access/enumerate'
import { proxy } from '@/proxy'
import { methodsOf, refuseWrongMethod } from './wrong-method'

const ask = (method: string, path: string) =>
  proxy(new NextRequest(`http://127.0.0.1:4000${path}`, { method })) as Response

test('a method that a path does not have is refused with its methods, in the message and in Allow', async () => {
  const answer = ask('DELETE', '/api/v1/monitors')
  expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, POST, HEAD, OPTIONS'])
  expect(answer.headers.get('cache-control')).toBe('private, no-store')
  expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'")
  expect(await answer.json()).toEqual({
    error: {
      code: 'method_not_allowed',
      message: '/api/v1/monitors does not take DELETE; call it with GET or POST.',
      field: null,
    },
  })
})

test.each([
  ['PUT', '/api/v1/monitors/mon_1', '/api/v1/monitors/mon_1 does not take PUT; call it with GET, PATCH or DELETE.'],
  ['HEAD', '/api/v1/schedules/preview', '/api/v1/schedules/preview does not take HEAD; call it with POST.'],
  ['PROPFIND', '/api/v1/openapi.json', '/api/v1/openapi.json does not take PROPFIND; call it with GET.'],
  ['POST', '/api/live/runs/run_1', '/api/live/runs/run_1 does not take POST; call it with GET.'],
])('%s %s is refused', async (method, path, message) => {
  expect((await refuseWrongMethod({ method, pathname: path })!.json()).error.message).toBe(message)
})

test.each([
  ['HEAD', '/api/v1/monitors'],
  ['OPTIONS', '/api/v1/schedules/preview'],
  ['DELETE', '/api/v1/monitors/%2f'],
  ['POST', '/api/v1/no-such-thing'],
  ['DELETE', '/api/auth/csrf'],
  ['PUT', '/api/v1/heartbeat/ldb_1/start'],
])('%s %s is left to its own handler', (method, pathname) => {
  expect(refuseWrongMethod({ method, pathname })).toBeNull()
})

test('a heartbeat URL keeps its own answer, in text', async () => {
  const answer = ask('DELETE', '/api/v1/heartbeat/ldb_1')
  expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST, PUT'])
  expect(await answer.text()).toBe('Call a heartbeat URL with GET, HEAD, POST or PUT.\n')
})

test('each route file under app/api is listed with exactly the methods that it serves', () => {
  const served = new Map<string, string[]>()
  for (const route of readSurface(process.cwd()).routes) {
    const [method = '', path = ''] = route.split(' ')
    if (path.startsWith('/api/') && !path.includes('[...')) served.set(path, [...(served.get(path) ?? []), method])
  }
  expect(served.size).toBeGreaterThan(30)
  for (const [path, methods] of served) {
    const known = methodsOf(path.replace(/\[\w+\]/g, 'some_id'))
    expect(known?.toSorted(), path).toEqual(methods.toSorted())
  }
})
