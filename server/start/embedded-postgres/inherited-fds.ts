import { closeSync, openSync } from 'node:fs'
import { StartError } from '@/server/start/start-error'
import { closedDirectoryOnTheWayTo, unprivilegedUser } from './unprivileged-user'

/** Names under which the server's user reaches our files, and what its process has to inherit for them to work. */
export interface InheritedFds {
  names: string[]
  /** For `stdio`, from number 3 on. */
  descriptors: number[]
  close(): void
}

const FIRST_DESCRIPTOR = 3

/**
 * Access to files in a directory which only root may enter: a clone in /root, a data directory from `mktemp -d`. The
 * process inherits the files opened, and names them by file descriptor, which needs no right to enter the directory.
 * Where every directory of the path can be entered, the names are the ordinary ones.
 * @throws StartError where the system has no such names.
 */
export function openInheritedFd(targets: readonly string[]): InheritedFds {
  const closed = unprivilegedUser() && targets.map(closedDirectoryOnTheWayTo).find((directory) => directory !== null)
  if (!closed) return { names: [...targets], descriptors: [], close: () => {} }
  if (process.platform !== 'linux') {
    throw new StartError(
      `PostgreSQL does not run as root, and the user it runs as instead (nobody) may not enter ${closed}. ` +
        'Set LUBDUB_DATA_DIR to a directory outside it, or start as another user than root.',
    )
  }
  const descriptors = targets.map((target) => openSync(target, 'r'))
  return {
    names: targets.map((_, index) => `/proc/self/fd/${FIRST_DESCRIPTOR + index}`),
    descriptors,
    close: () => descriptors.forEach(closeSync),
  }
}
