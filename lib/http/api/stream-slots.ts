import { TooManyError } from '@/lib/base/errors'
import type { ServiceContext } from '@/lib/services/context'

/** Live streams that may be open at a time, in this process. */
export const STREAM_LIMITS = { reader: 20, address: 200, workspace: 200, all: 1_000 } as const

/** A stream ends when its reader leaves, which nobody can foresee. */
const RETRY_AFTER_SECONDS = 10

type Scope = keyof typeof STREAM_LIMITS

const WORDS: Record<Scope, string> = {
  reader: 'with one API key or by one person',
  address: 'from one address',
  workspace: 'in one workspace',
  all: 'at once',
}

type Reader = Pick<ServiceContext, 'actor' | 'workspaceId' | 'caller'>

// On globalThis, because bundles of one process do not share their modules.
const holder = globalThis as unknown as { lubdubStreams?: Map<string, number> }
holder.lubdubStreams ??= new Map()
const open = holder.lubdubStreams

/**
 * Counts one more live stream of its reader: key or person, address and workspace. Returns a function that releases it,
 * once.
 * @throws AppError `too_many` when one of them is at its limit.
 */
export function takeStreamSlot(reader: Reader): () => void {
  const scopes = scopesOf(reader)
  for (const [scope, name] of scopes) {
    if ((open.get(name) ?? 0) < STREAM_LIMITS[scope]) continue
    const advice = 'Close some, or request the same URL with `?once`.'
    const message = `No more than ${STREAM_LIMITS[scope]} runs can be watched live ${WORDS[scope]}. ${advice}`
    throw new TooManyError(message, RETRY_AFTER_SECONDS)
  }
  for (const [, name] of scopes) open.set(name, (open.get(name) ?? 0) + 1)
  let isOver = false
  return () => {
    if (isOver) return
    isOver = true
    for (const [, name] of scopes) {
      const left = (open.get(name) ?? 1) - 1
      if (left === 0) open.delete(name)
      else open.set(name, left)
    }
  }
}

function scopesOf({ actor, workspaceId, caller }: Reader): [Scope, string][] {
  const who = actor.kind === 'apiKey' ? `key ${actor.keyId}` : `person ${actor.kind === 'user' ? actor.userId : ''}`
  return [
    ['reader', who],
    ...(caller?.ip ? ([['address', `address ${caller.ip}`]] as [Scope, string][]) : []),
    ['workspace', `workspace ${workspaceId}`],
    ['all', 'all'],
  ]
}
