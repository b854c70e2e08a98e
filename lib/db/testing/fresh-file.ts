import { vi } from 'vitest'
import { provideSettings } from '@/lib/settings/process-settings'
import { liveSettings } from '@/lib/settings/testing/live-settings'

/** Objects that a process has once, on globalThis. A test file must not find those of the file before it. */
const OF_THE_PROCESS = /^lubdub[A-Z]/

const worker = globalThis as unknown as { environmentOfTests?: NodeJS.ProcessEnv; [name: string]: unknown }

// Database test files share a process and its modules (`isolate: false`), because importing them
// takes longer than most tests. So state that one file may have left is reset before the next one.
vi.useRealTimers()
vi.restoreAllMocks()
vi.unstubAllEnvs()
vi.unstubAllGlobals()
worker.environmentOfTests ??= { ...process.env }
for (const name of Object.keys(process.env)) {
  if (!(name in worker.environmentOfTests) && !name.startsWith('VITEST')) delete process.env[name]
}
Object.assign(process.env, worker.environmentOfTests, { VITEST_POOL_ID: process.env.VITEST_POOL_ID })
for (const name of Object.keys(worker)) if (OF_THE_PROCESS.test(name)) delete worker[name]
provideSettings(liveSettings)
