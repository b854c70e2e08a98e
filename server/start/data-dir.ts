import { createHash } from 'node:crypto'
import path from 'node:path'
import { closedDirectoryOnTheWayTo, unprivilegedUser } from './embedded-postgres/unprivileged-user'

/**
 * Where the installation keeps its files. `./data` unless `LUBDUB_DATA_DIR` says otherwise; a root whose clone lies in a
 * directory that only root may enter gets a place under /var/lib, since PostgreSQL does not run as root.
 */
export function chooseDataDir(env: NodeJS.ProcessEnv): { dataDir: string; note: string | null } {
  if (env.LUBDUB_DATA_DIR) return { dataDir: path.resolve(env.LUBDUB_DATA_DIR), note: null }
  const closed = unprivilegedUser() && !env.DATABASE_URL ? closedDirectoryOnTheWayTo(process.cwd()) : null
  if (!closed) return { dataDir: path.resolve('data'), note: null }
  const clone = createHash('sha256').update(process.cwd()).digest('hex').slice(0, 8)
  const dataDir = `/var/lib/lubdub/${path.basename(process.cwd())}-${clone}`
  return {
    dataDir,
    note:
      `Only root may enter ${closed}, and PostgreSQL does not run as root: data are kept in ${dataDir}. ` +
      'Set LUBDUB_DATA_DIR to choose another place.',
  }
}
