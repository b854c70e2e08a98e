import { inRoot } from '../setup/root.mjs'

/** Makes Prisma's commands use our engine, and turns off their update check. */
export function prismaEnvironment() {
  const quiet = { CHECKPOINT_DISABLE: '1', PRISMA_HIDE_UPDATE_MESSAGE: '1' }
  if (process.platform === 'win32') return quiet
  return { ...quiet, PRISMA_SCHEMA_ENGINE_BINARY: inRoot('scripts/schema-engine/main.mjs') }
}
