import { chownSync, statSync } from 'node:fs'
import path from 'node:path'

const NOBODY = 65534

/** Ids to run PostgreSQL with. It refuses to run as root, so root runs it as nobody; null when we are not root. */
export function unprivilegedUser(): { uid: number; gid: number } | null {
  return process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : null
}

export function giveToUnprivilegedUser(file: string): void {
  const user = unprivilegedUser()
  if (user) chownSync(file, user.uid, user.gid)
}

/** The first directory in the path of `target` that the user nobody may not enter, or null when there is none. */
export function closedDirectoryOnTheWayTo(target: string): string | null {
  const { root } = path.parse(path.resolve(target))
  let current = root
  for (const part of ['', ...path.resolve(target).slice(root.length).split(path.sep)]) {
    current = path.join(current, part)
    const stats = statSync(current, { throwIfNoEntry: false })
    if (!stats) return null
    if (stats.isDirectory() && !mayEnter(stats)) return current
  }
  return null
}

function mayEnter(stats: { uid: number; gid: number; mode: number }): boolean {
  if (stats.uid === NOBODY) return (stats.mode & 0o100) !== 0
  if (stats.gid === NOBODY) return (stats.mode & 0o010) !== 0
  return (stats.mode & 0o001) !== 0
}
