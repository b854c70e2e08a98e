import { readFileSync } from 'node:fs'

/** Fewer than the server accepts at all, so that there is always one more for a beat. */
const MOST_CONNECTIONS = 9_000
const MOST_STREAMS = 1_000
/** For the database, files, the log, pages and the API, and connections that are just closing. */
const RESERVED = 300

/** How many live streams are forwarded at a time: each takes two descriptors here. */
export function mostStreams(limit = descriptorLimit()): number {
  return limit === null ? MOST_STREAMS : Math.min(MOST_STREAMS, Math.floor(limit / 8))
}

/** How many connections of callers are held at a time: so many that descriptors are left for their requests. */
export function mostConnections(limit = descriptorLimit()): number {
  if (limit === null) return MOST_CONNECTIONS
  return Math.max(50, Math.min(MOST_CONNECTIONS, limit - mostStreams(limit) - RESERVED))
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
