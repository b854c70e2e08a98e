import { existsSync, mkdirSync } from 'node:fs'
import path from 'node:path'

/**
 * Creates a directory and those above it that are missing, with the mode. Unlike `mkdirSync` with `recursive`, it ends where nothing can be
 * created in a directory that exists, as under /proc.
 * @throws what the system throws.
 */
export function makeDirectories(directory: string, mode: number): void {
  const missing: string[] = []
  for (let at = path.resolve(directory); !existsSync(at); at = path.dirname(at)) missing.unshift(at)
  for (const one of missing) {
    try {
      mkdirSync(one, { mode })
    } catch (error) {
      // Another process may have created it since.
      if (!existsSync(one)) throw error
    }
  }
}
