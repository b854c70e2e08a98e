import { fingerprint, unlessDone } from './fingerprint.mjs'
import { withProgress } from './progress.mjs'
import { runBin } from './run.mjs'

/** Generates the Prisma client when the schema has changed. */
export async function ensurePrismaClient() {
  await unlessDone({
    stamp: 'lib/db/generated/.schema',
    print: fingerprint(['prisma/schema.prisma', 'prisma.config.ts', 'package-lock.json']),
    work: () =>
      withProgress('Generating the database client', () =>
        // `generate` only checks whether an engine exists; any program is enough, and none is downloaded.
        runBin('prisma/build/index.js', ['generate'], { env: { PRISMA_SCHEMA_ENGINE_BINARY: process.execPath } }),
      ),
  })
}
