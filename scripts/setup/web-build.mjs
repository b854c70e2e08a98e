import { rmSync } from 'node:fs'
import { fingerprint, unlessDone } from './fingerprint.mjs'
import { withProgress } from './progress.mjs'
import { inRoot } from './root.mjs'
import { runBin } from './run.mjs'

const SOURCES = [
  ...['app', 'components', 'lib', 'public', 'prisma/schema.prisma'],
  ...[
    'next.config.ts',
    'proxy.ts',
    'instrumentation.ts',
    'instrumentation-client.ts',
    'tsconfig.json',
    'package-lock.json',
  ],
]

/** Builds the dashboard when its sources changed. */
export async function ensureWebBuild() {
  await unlessDone({
    stamp: '.next/.web-sources',
    print: fingerprint(SOURCES),
    work: async () => {
      rmSync(inRoot('.next/.web-sources'), { force: true })
      await withProgress('Building the dashboard', () =>
        runBin('next/dist/bin/next', ['build'], { env: { NODE_ENV: 'production' } }),
      )
    },
  })
}
