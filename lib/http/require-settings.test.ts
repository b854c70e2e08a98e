import { afterEach, expect, test, vi } from 'vitest'
import { register } from '@/instrumentation'
import { provideSettings } from '@/lib/settings/process-settings'
import { readSettings } from '@/lib/settings/read-settings'
import { liveSettings } from '@/lib/settings/testing/live-settings'

const GOOD = { DATABASE_URL: 'postgresql://ada@localhost/lubdub', LUBDUB_SECRET: 's'.repeat(32) }

afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
  provideSettings(liveSettings)
})

/** What a start of Next.js with this environment prints, and the exit code with which it ends the process, if it does. */
async function startNext(env: Record<string, string>) {
  delete (globalThis as { lubdubSettings?: unknown }).lubdubSettings
  for (const [name, value] of Object.entries({ NEXT_RUNTIME: 'nodejs', DATABASE_URL: '', LUBDUB_SECRET: '', ...env }))
    vi.stubEnv(name, value)
  const exit = vi.spyOn(process, 'exit').mockReturnValue(undefined as never)
  const print = vi.spyOn(console, 'error').mockReturnValue()
  await register()
  return { exitCode: exit.mock.calls[0]?.[0], printed: print.mock.calls.flat().join('\n') }
}

test('a start of Next.js with wrong settings says all of them and ends', async () => {
  const { exitCode, printed } = await startNext({ ...GOOD, LUBDUB_SECRET: 'short', LUBDUB_URL: 'lubdub.example' })
  expect(exitCode).toBe(1)
  expect(printed).toContain('LUBDUB_SECRET must be')
  expect(printed).toContain('LUBDUB_URL must be a URL with its scheme')
  expect(printed).not.toMatch(/short|\bat \//)
})

test('a start of Next.js without what `npm start` sets says what is missing, each once', async () => {
  const { exitCode, printed } = await startNext({})
  expect(exitCode).toBe(1)
  expect(printed.trim().split('\n')).toEqual([
    expect.stringMatching(/^DATABASE_URL is not set\./),
    expect.stringMatching(/^LUBDUB_SECRET is not set\./),
  ])
})

test('a start of Next.js with good settings goes on', async () => {
  expect(await startNext(GOOD)).toEqual({ exitCode: undefined, printed: '' })
})

test('settings that the entry of the process has read are kept, and the edge runtime reads none', async () => {
  const wrong = { LUBDUB_SECRET: 'short' }
  expect(await startNext({ ...wrong, NEXT_RUNTIME: 'edge' })).toEqual({ exitCode: undefined, printed: '' })
  provideSettings({ ...readSettings(GOOD), isBehindIngest: true })
  vi.stubEnv('NEXT_RUNTIME', 'nodejs')
  await register()
  expect(process.exit).not.toHaveBeenCalled()
})

test('a process behind ingest needs only the login of its own', async () => {
  const { DATABASE_URL, ...rest } = GOOD
  const own = readSettings({ ...rest, LUBDUB_DATABASE_URL_WEB: DATABASE_URL })
  const exit = vi.spyOn(process, 'exit').mockReturnValue(undefined as never)
  const print = vi.spyOn(console, 'error').mockReturnValue()
  vi.stubEnv('NEXT_RUNTIME', 'nodejs')
  provideSettings({ ...own, isBehindIngest: true })
  await register()
  expect(exit).not.toHaveBeenCalled()
  provideSettings(own)
  await register()
  expect(exit).toHaveBeenCalledWith(1)
  expect(print.mock.calls.flat().join()).toContain('DATABASE_URL is not set.')
})
