import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'

/** What runs on a data directory now, for scripts on the same machine (`npm run link`, fault tests). */
export interface Running {
  url: string
  databaseUrl: string
  pids: Record<string, number | null>
}

/** Returns the error when it could not be written, else null: the file only helps scripts. */
export function writeRunning(dataDir: string, running: Running): Error | null {
  const file = fileIn(dataDir)
  try {
    writeFileSync(`${file}.draft`, `${JSON.stringify(running, null, 2)}\n`, { mode: 0o600 })
    renameSync(`${file}.draft`, file)
    return null
  } catch (error) {
    return error as Error
  }
}

/** Null when nothing was started there, or it was stopped. */
export function readRunning(dataDir: string): Running | null {
  try {
    return JSON.parse(readFileSync(fileIn(dataDir), 'utf8')) as Running
  } catch {
    return null
  }
}

export function removeRunning(dataDir: string): void {
  try {
    rmSync(fileIn(dataDir), { force: true })
  } catch {
    // The stop continues; the next start writes the file again.
  }
}

function fileIn(dataDir: string): string {
  return path.join(dataDir, 'running.json')
}
