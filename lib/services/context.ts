import type { Pool } from 'pg'
import { AppError } from '@/lib/base/errors'
import type { Keyring } from '@/lib/base/secrets'
import type { Prisma } from '@/lib/db/prisma'

/** Who asks. */
export type Actor =
  | { kind: 'user'; userId: string; role: 'owner' | 'admin' | 'member' | 'viewer' }
  | { kind: 'apiKey'; keyId: string; access: 'read' | 'write' }

/** What every verb works in: who asks, in which workspace, when, and with what. */
export interface ServiceContext {
  actor: Actor
  workspaceId: string
  prisma: Prisma
  /** For wide statements, and where the core decides under a lock. From `createPool`: instants come as milliseconds. */
  pool: Pool
  keyring: Keyring
  now: Date
  /** Where people and jobs reach us, without a slash at the end. */
  baseUrl: string
}

/** @throws AppError `read_only` unless the actor may change things. */
export function requireWrite({ actor }: ServiceContext): void {
  if (actor.kind === 'apiKey' && actor.access === 'read') {
    throw new AppError('read_only', 'This key may only read. Use a key that may write (ldw_…).')
  }
  if (actor.kind === 'user' && actor.role === 'viewer') {
    throw new AppError('read_only', 'You may only look at this workspace. Ask an owner for another role.')
  }
}
