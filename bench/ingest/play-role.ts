import { writeFileSync } from 'node:fs'
import type { Role } from '../support/roles'
import { startBare, startOneCommit } from './baselines'
import { type LoadPlan, runLoad } from './load'

interface Settings extends LoadPlan {
  ledgerFile: string
  databaseUrl: string
}

/** Runs one role of the bench in a separate process. */
export async function playRole(role: Role, settings: Settings): Promise<void> {
  process.on('disconnect', () => process.exit(0))
  switch (role) {
    case 'load':
      writeFileSync(settings.ledgerFile, JSON.stringify(await runLoad(settings)))
      process.exit(0)
      break
    case 'bare':
      await startBare(settings.port)
      break
    case 'one-commit':
      await startOneCommit(settings.port, settings.databaseUrl)
      break
  }
  process.send?.({ type: 'ready' })
}
