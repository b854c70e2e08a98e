import { readFileSync } from 'node:fs'
import { WebFront } from './pass-on'

/** Below what the server accepts at all, so that there is always one more for a beat. */
const MOST = 9_000
/** For the database, files, the log, and connections that are just being closed. */
const RESERVED = 100

/** How many connections of callers are held at a time: so many that descriptors are left for what they ask for. */
export function mostConnections(limit = descriptorLimit()): number {
  if (limit === null) return MOST
  return Math.max(50, Math.min(MOST, limit - Math.min(WebFront.mostUpstream, Math.floor(limit / 3)) - RESERVED))
}

/** How many descriptors this process may have. Null: the system does not say, or has no limit. */
function descriptorLimit(): number | null {
  try {
    const line = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))
    return line ? Number(line[1]) : null
  } catch {
    return null
  }
}
