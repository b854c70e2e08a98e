import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'

/** What runs on a data directory right now, for scripts on the same machine (`npm run link`, fault tests). */
export interface Running {
  url: string
  databaseUrl: string
  pids: Record<string, number | null>
}

export function writeRunning(dataDir: string, running: Running): void {
  const file = fileIn(dataDir)
  writeFileSync(`${file}.draft`, `${JSON.stringify(running, null, 2)}\n`, { mode: 0o600 })
  renameSync(`${file}.draft`, file)
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
  rmSync(fileIn(dataDir), { force: true })
}

function fileIn(dataDir: string): string {
  return path.join(dataDir, 'running.json')
}
