import type { AuditAction, AuditTargetKind } from '@/lib/contract/audit'

const THINGS: Record<AuditTargetKind, string> = {
  monitor: 'monitor',
  incident: 'incident',
  channel: 'channel',
  delivery: 'delivery',
  heartbeatKey: 'heartbeat key',
  apiKey: 'API key',
  user: 'person',
  invitation: 'invitation',
  session: 'session',
  workspace: 'workspace',
}

export function targetLabels(kind: AuditTargetKind): string {
  return THINGS[kind] ?? kind
}

const FIRST: Record<string, string> = { ...THINGS, member: 'member', factor: 'second factor', identity: 'sign-in' }

/** `heartbeatKey.rotated` as "heartbeat key rotated". */
export function actionLabels(action: AuditAction): string {
  const [thing = '', done = ''] = action.split('.')
  return `${FIRST[thing] ?? thing} ${done.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)}`
}

/** The page of an entry's object. Null: there is none, or not any more. */
export function targetHref(kind: AuditTargetKind, id: string | null): string | null {
  if (id === null) return null
  if (kind === 'monitor') return `/monitors/${encodeURIComponent(id)}`
  return kind === 'channel' ? `/channels/${encodeURIComponent(id)}` : null
}
