import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'

/** A directory for one run. As root, PostgreSQL runs as nobody, who must be able to pass through. */
export function makeWorkDir(name: string): { directory: string; remove(): void } {
  const directory = mkdtempSync(path.join(os.tmpdir(), `lubdub-${name}-`))
  chmodSync(directory, 0o711)
  return { directory, remove: () => rmSync(directory, { recursive: true, force: true }) }
}
