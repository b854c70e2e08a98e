import { createLog } from '@/lib/base/log'
import { StartError } from '@/lib/base/start-error'
import { databaseOf, keyringSecretsIn } from '@/lib/settings/derived'
import { getSettings } from '@/lib/settings/process-settings'
import { type Environment, readLogSettings } from '@/lib/settings/read-settings'

/**
 * Ends a web process whose settings are wrong or incomplete, with everything that is wrong, one sentence a line. Without
 * it every request would be answered with an error.
 */
export function requireSettings(env: Environment): void {
  const faults = settingsFaults()
  if (faults.length === 0) return
  const { logLevel, logFormat } = readLogSettings(env)
  if (logFormat === 'json') createLog('web', logLevel).fatal(faults.join('\n'))
  else console.error(`\n${faults.join('\n')}\n`)
  process.exit(1)
}

function settingsFaults(): string[] {
  const wrong = faultOf(getSettings)
  if (wrong.length > 0) return wrong
  const settings = getSettings()
  const missing = [
    faultOf(() => databaseOf(settings, 'web')),
    // Behind ingest this process takes no beats, and need not have that login.
    ...(settings.isBehindIngest ? [] : [faultOf(() => databaseOf(settings, 'ingest'))]),
    faultOf(() => keyringSecretsIn(settings)),
  ]
  return [...new Set(missing.flat())]
}

function faultOf(read: () => unknown): string[] {
  try {
    read()
    return []
  } catch (error) {
    if (error instanceof StartError) return [error.message]
    throw error
  }
}
