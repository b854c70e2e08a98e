import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import path from 'node:path'
import { build } from 'esbuild'
import { until } from '@/bench/support/until'
import { TEST_SECRET } from '@/lib/services/ingest/testing/heard-monitor'
import { findFreePort } from '@/server/start/free-port'

export interface IngestProcess {
  port: number
  /** Files and sockets that the process has open. */
  descriptors(): number
  stop(): Promise<void>
}

/** Starts the ingest process as the product does, with a web process behind it that listens on `webPort`. */
export async function openIngest({
  databaseUrl,
  webPort,
}: {
  databaseUrl: string
  webPort: number
}): Promise<IngestProcess> {
  const { bundleOptions } = await import('@/scripts/setup/server-bundles.mjs')
  const outdir = path.join(process.cwd(), 'dist/tmp')
  await build({ ...bundleOptions({ 'ingest-of-tests': 'server/ingest/main.ts' }), outdir })
  const port = await findFreePort()
  const child = spawn(process.execPath, [path.join(outdir, 'ingest-of-tests.mjs')], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: {
      ...process.env,
      NODE_ENV: 'production',
      DATABASE_URL: databaseUrl,
      LUBDUB_SECRET: TEST_SECRET,
      LUBDUB_LOG_LEVEL: 'error',
      LUBDUB_WEB_PORT: String(webPort),
      LUBDUB_BEATS_PER_SECOND: '0',
      PORT: String(port),
    },
  })
  await once(child, 'message')
  await until(() => fetch(`http://127.0.0.1:${port}/api/ready`).then(({ ok }) => ok), { limitMs: 15_000 })
  return {
    port,
    descriptors: () => readdirSync(`/proc/${child.pid}/fd`).length,
    async stop() {
      child.kill('SIGTERM')
      await once(child, 'exit')
    },
  }
}
