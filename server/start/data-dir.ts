import { existsSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { makeDirectories } from '@/lib/base/make-directories'
import { StartError } from './start-error'

/** Creates the data directory where it is missing, and writes there as a test. @throws StartError when that fails. */
export function openDataDir(dataDir: string): void {
  const trial = path.join(dataDir, `.trial.${process.pid}`)
  try {
    makeDirectories(dataDir, 0o711)
    writeFileSync(trial, 'x'.repeat(4_096), { flush: true })
  } catch (error) {
    throw new StartError(`Cannot use the data directory ${dataDir}: ${diskFault(error) ?? (error as Error).message}`)
  } finally {
    try {
      rmSync(trial, { force: true })
    } catch {
      // What could not be written cannot be in the way.
    }
  }
}

/** What is wrong with a file or its disk, and what to do. Null: the error is about something else. */
export function diskFault(error: unknown): string | null {
  switch ((error as NodeJS.ErrnoException | null)?.code) {
    case 'EEXIST':
    case 'ENOTDIR':
      return 'it, or a part of its path, is a file. Name a directory in LUBDUB_DATA_DIR.'
    case 'EROFS':
      return 'it is on a file system that is mounted read-only. Mount it for writing, or name another one in LUBDUB_DATA_DIR.'
    case 'EACCES':
    case 'EPERM':
      return `the user that Lubdub runs as${userId()} may not write there. Give the directory to that user, or name another one in LUBDUB_DATA_DIR.`
    case 'ENOSPC':
    case 'EDQUOT':
      return 'its disk is full. Free some space there, and start again.'
    case 'EMFILE':
    case 'ENFILE':
      return 'too many files are open. Raise the limit of open files (LimitNOFILE of the service, or `ulimit -n`).'
    default:
      return null
  }
}

/** Whether a database was created here before, even an unfinished or unreadable one. */
export function hasCluster(dataDir: string): boolean {
  const directory = path.join(dataDir, 'postgres')
  return existsSync(path.join(directory, 'PG_VERSION')) || existsSync(path.join(directory, 'global'))
}

function userId(): string {
  return process.getuid ? ` (number ${process.getuid()})` : ''
}
