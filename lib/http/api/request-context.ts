import { AppError } from '@/lib/base/errors'
import { isMistyped } from '@/lib/base/secrets'
import { authenticateApiKey } from '@/lib/services/auth/authenticate-api-key'
import type { Actor, ServiceContext } from '@/lib/services/context'
import { findCurrentWorkspace, needsSecondFactor } from '../auth/current-workspace'
import { requireSameOrigin } from '../auth/same-origin'
import { readSession, sessionCookieOf } from '../auth/session'
import { callerOf } from '../request/caller'
import type { Resources } from '../resources'

/**
 * Who calls, and in which workspace: by API key, else by session cookie.
 * @throws AppError `unauthenticated`, `forbidden` or `second_factor_needed`.
 */
export async function requireRequestContext(
  request: Request,
  { resources, write, now }: { resources: Resources; write: boolean; now: Date },
): Promise<ServiceContext> {
  const who = (await byApiKey(request, resources, now)) ?? (await bySession(request, resources, now))
  if (!who) {
    throw new AppError(
      'unauthenticated',
      'Send an API key: Authorization: Bearer ldr_… (may read) or ldw_… (may write).',
    )
  }
  const { db, keyring, baseUrl, settings } = resources
  const ctx: ServiceContext = { ...who, db, keyring, now, baseUrl, settings, caller: callerOf(request.headers) }
  const isPlainRead = !write && (request.method === 'GET' || request.method === 'HEAD')
  if (!isPlainRead && ctx.actor.kind === 'user') requireSameOrigin(request, baseUrl)
  return ctx
}

interface Who {
  actor: Actor
  workspaceId: string
}

/** The API key of a request; empty when the header has none. Null: there is no such header. */
export function bearerOf(request: Request): string | null {
  const header = request.headers.get('authorization')
  return header && (/^Bearer +(\S{1,200}) *$/i.exec(header)?.[1] ?? '')
}

async function byApiKey(request: Request, resources: Resources, now: Date): Promise<Who | null> {
  const token = bearerOf(request)
  if (token === null) return null
  const key = token ? await authenticateApiKey(resources, resources.keyring, { token, now }) : null
  if (!key) {
    const isTypo = token !== undefined && isMistyped(token)
    const why = isTypo ? 'mistyped: its checksum is wrong. Copy it again.' : 'unknown, revoked or expired.'
    throw new AppError('unauthenticated', `This API key is ${why}`)
  }
  return {
    actor: { kind: 'apiKey', keyId: key.keyId, access: key.access, family: key.family, label: key.name },
    workspaceId: key.workspaceId,
  }
}

async function bySession(request: Request, resources: Resources, now: Date): Promise<Who | null> {
  const cookie = sessionCookieOf(request, resources.baseUrl)
  const { ip, place } = callerOf(request.headers)
  const session = await readSession(resources, { cookie, now, ip, place })
  if (!session) return null
  const workspace = await findCurrentWorkspace(resources, session, now)
  if (!workspace)
    throw new AppError('forbidden', 'You no longer belong to a workspace. Ask its owner to add you again.')
  if (await needsSecondFactor(resources, session, workspace)) {
    throw new AppError(
      'second_factor_needed',
      'This workspace requires a second factor. Set one up under /set-up-second-factor.',
    )
  }
  const { user, provedAt } = session
  return {
    actor: { kind: 'user', userId: user.id, role: workspace.role, label: user.email, provedAt },
    workspaceId: workspace.id,
  }
}
