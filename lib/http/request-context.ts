import { AppError } from '@/lib/base/errors'
import { isMistyped } from '@/lib/base/secrets'
import { authenticateApiKey } from '@/lib/services/auth/authenticate-api-key'
import type { Actor, ServiceContext } from '@/lib/services/context'
import { callerOf } from './caller'
import { findCurrentWorkspace } from './current-workspace'
import type { Resources } from './resources'
import { requireSameOrigin } from './same-origin'
import { readSession, sessionCookieOf } from './session'

/**
 * Who asks, and in which workspace: by API key, else by session cookie.
 * @throws AppError `unauthenticated` or `forbidden`.
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
  const { db, keyring, baseUrl } = resources
  const ctx: ServiceContext = { ...who, db, keyring, now, baseUrl, caller: callerOf(request.headers) }
  const isPlainRead = !write && (request.method === 'GET' || request.method === 'HEAD')
  if (!isPlainRead && ctx.actor.kind === 'user') requireSameOrigin(request, baseUrl)
  return ctx
}

interface Who {
  actor: Actor
  workspaceId: string
}

async function byApiKey(request: Request, resources: Resources, now: Date): Promise<Who | null> {
  const header = request.headers.get('authorization')
  if (header === null) return null
  const token = /^Bearer +(\S{1,200}) *$/i.exec(header)?.[1]
  const key = token ? await authenticateApiKey(resources, resources.keyring, { token, now }) : null
  if (!key) {
    const isTypo = token !== undefined && isMistyped(token)
    const why = isTypo ? 'mistyped: its checksum does not fit. Copy it again.' : 'unknown, revoked or expired.'
    throw new AppError('unauthenticated', `This API key is ${why}`)
  }
  return {
    actor: { kind: 'apiKey', keyId: key.keyId, access: key.access, family: key.family, label: key.name },
    workspaceId: key.workspaceId,
  }
}

async function bySession(request: Request, resources: Resources, now: Date): Promise<Who | null> {
  const cookie = sessionCookieOf(request, resources.baseUrl)
  const session = await readSession(resources, { cookie, now })
  if (!session) return null
  const workspace = await findCurrentWorkspace(resources, session)
  if (!workspace)
    throw new AppError('forbidden', 'You belong to no workspace any more. Ask its owner to add you again.')
  return {
    actor: { kind: 'user', userId: session.user.id, role: workspace.role, label: session.user.email },
    workspaceId: workspace.id,
  }
}
