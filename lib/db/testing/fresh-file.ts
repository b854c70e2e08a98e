import { vi } from 'vitest'

/** What a process has one of, on globalThis: no file of tests may find that of the file before it. */
const OF_THE_PROCESS = /^lubdub[A-Z]/

const worker = globalThis as unknown as { environmentOfTests?: NodeJS.ProcessEnv; [name: string]: unknown }

// Files of database tests share a process and its modules (`isolate: false`), since to import these takes longer than most tests.
// What a file may have left behind is undone before the next one.
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
