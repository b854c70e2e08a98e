import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import { type Environment, readSettings } from '@/lib/settings/read-settings'
import { banner } from './banner'
import { startConfigOf } from './config'
import { requireFreePort } from './require-free-port.mjs'
import { pauseMs } from './supervised-child'

const base = { LUBDUB_DATA_DIR: '/tmp/nowhere' }

const readConfig = (env: Environment) => startConfigOf(readSettings(env))

test('without settings: this machine only, port 4000, embedded database', () => {
  expect(readConfig(base)).toMatchObject({
    host: '127.0.0.1',
    port: 4000,
    url: 'http://localhost:4000',
    databaseUrl: null,
    bootstrapApiKey: null,
  })
})

test.each([
  [{ HOST: '0.0.0.0', PORT: '80' }, 'http://localhost:80'],
  [{ HOST: '10.1.2.3' }, 'http://10.1.2.3:4000'],
  [{ HOST: 'fd00::1' }, 'http://[fd00::1]:4000'],
  [{ LUBDUB_URL: 'https://beats.example.org/' }, 'https://beats.example.org'],
])('%j is reached at %s', (env, url) => {
  expect(readConfig({ ...base, ...env }).url).toBe(url)
})

test('a start that other machines can reach without a known address warns', () => {
  expect(readConfig({ ...base, HOST: '0.0.0.0' }).warnings.join()).toContain('LUBDUB_URL does not say')
  for (const env of [{}, { HOST: '::1' }, { HOST: '0.0.0.0', LUBDUB_URL: 'https://beats.example.org' }]) {
    expect(readConfig({ ...base, ...env }).warnings).toEqual([])
  }
})

test.each(['0', '65536', 'http', '40.5'])('PORT=%s is refused', (PORT) => {
  expect(() => readConfig({ ...base, PORT })).toThrow(`PORT must be a number between 1 and 65535; got ${PORT}.`)
})

test('an invalid LUBDUB_SIGNUP is refused before it could let everybody in', () => {
  expect(() => readConfig({ ...base, LUBDUB_SIGNUP: 'everyone' })).toThrow(
    'LUBDUB_SIGNUP must be open, invitation or a list',
  )
  expect(() => readConfig({ ...base, LUBDUB_SIGNUP: 'example.com, example.org' })).not.toThrow()
})

test('a used port is named, with another to try', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  await expect(requireFreePort({ host: '127.0.0.1', port }, { waitMs: 0 })).rejects.toThrow(
    `Port ${port} on 127.0.0.1 is in use. Stop what listens there, or choose another: PORT=${port + 1} npm start`,
  )
  server.close()
})

test('a child that dies is started again at once, then after growing pauses of at most five seconds', () => {
  expect([1, 2, 3, 4, 5, 6, 7, 8, 99].map(pauseMs)).toEqual([0, 100, 200, 400, 800, 1600, 3200, 5000, 5000])
})

test('the last lines of a start contain a command that works without changes', () => {
  const facts = { url: 'http://localhost:4000', dataDir: '/data', seconds: 1.25, signInUrl: 'http://localhost:4000/in' }
  const lines = banner({ ...facts, sampleHeartbeatUrl: 'http://localhost:4000/api/v1/heartbeat/ldb_x' }).split('\n')
  expect(lines).toContain('  curl -fsS http://localhost:4000/api/v1/heartbeat/ldb_x')
  expect(lines).toContain('  http://localhost:4000/in')
})
