import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { StartError } from '@/server/start/start-error'
import type { Binaries } from './binaries'
import { openInheritedFd } from './inherited-fds'
import { serverEnvironment } from './server-environment'
import { giveToUnprivilegedUser, unprivilegedUser } from './unprivileged-user'

/**
 * Creates the database directory when it is missing. If it is killed in the middle, nothing that looks finished
 * remains.
 * @throws StartError when it was written by another major version.
 */
export async function createCluster(directory: string, options: { binaries: Binaries; password: string }) {
  const versionFile = path.join(directory, 'PG_VERSION')
  restoreVersionFile(directory)
  if (existsSync(versionFile)) return requireVersion(versionFile, options.binaries.majorVersion)
  requireNothing(directory)

  const unfinished = `${directory}.unfinished`
  const passwordFile = `${directory}.password`
  rmSync(unfinished, { recursive: true, force: true })
  mkdirSync(unfinished, { mode: 0o700 })
  giveToUnprivilegedUser(unfinished)
  rmSync(passwordFile, { force: true })
  writeFileSync(passwordFile, options.password, { mode: 0o600 })
  giveToUnprivilegedUser(passwordFile)
  try {
    await initialise(options.binaries.initdb, { unfinished, passwordFile })
  } finally {
    rmSync(passwordFile, { force: true })
  }
  renameSync(unfinished, directory)
}

function initialise(initdb: string, files: { unfinished: string; passwordFile: string }): Promise<void> {
  const passage = openInheritedFd([files.unfinished, files.passwordFile])
  const [directory, passwordFile] = passage.names
  const child = spawn(
    initdb,
    [
      ...['-D', directory!, '-U', 'lubdub', `--pwfile=${passwordFile}`, '--auth=scram-sha-256'],
      ...['--encoding=UTF8', '--locale-provider=builtin', '--locale=C.UTF-8'],
    ],
    {
      ...unprivilegedUser(),
      cwd: '/',
      env: serverEnvironment(),
      stdio: ['ignore', 'pipe', 'pipe', ...passage.descriptors],
    },
  )
  passage.close()
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (text) => {
      output += text
    })
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => {
      if (code === 0) resolve()
      else if (/No space left on device/.test(output))
        reject(
          new StartError(
            `The disk of ${path.dirname(files.unfinished)} is full. Free some space there, and start again.`,
          ),
        )
      else reject(new StartError(`PostgreSQL could not create its data directory.\n${output.trim()}`))
    })
  })
}

/** A power cut can leave the file empty. The same file of each database has the same content and is read instead. */
function restoreVersionFile(directory: string): void {
  const file = path.join(directory, 'PG_VERSION')
  if (!existsSync(file) || readFileSync(file, 'utf8').trim() !== '') return
  const others = readdirSync(path.join(directory, 'base')).flatMap((database) => {
    const other = path.join(directory, 'base', database, 'PG_VERSION')
    return existsSync(other) ? [readFileSync(other, 'utf8').trim()] : []
  })
  const versions = new Set(others.filter((version) => /^\d+$/.test(version)))
  const [version] = versions
  if (versions.size !== 1 || version === undefined) {
    throw new StartError(
      `${file} is empty, as after a power cut, and its content cannot be recovered. Restore a backup.`,
    )
  }
  writeFileSync(file, `${version}\n`, { flush: true })
}

/** @throws StartError when something is in the place of a new database. */
function requireNothing(directory: string): void {
  const stats = statSync(directory, { throwIfNoEntry: false })
  if (!stats || (stats.isDirectory() && readdirSync(directory).length === 0)) return
  throw new StartError(
    `${directory} exists and is not a database: its PG_VERSION is missing. Put back its files, or move it away to begin ` +
      'with an empty database.',
  )
}

function requireVersion(versionFile: string, majorVersion: string): void {
  const found = readFileSync(versionFile, 'utf8').trim()
  if (found === majorVersion) return
  throw new StartError(
    `The data in ${path.dirname(versionFile)} was written by PostgreSQL ${found}, and this release contains ` +
      `${majorVersion}. Dump them with the older release, or point DATABASE_URL at a PostgreSQL ${found}.`,
  )
}
