import type { ApiKeyView } from '@/lib/contract/api-keys'

export const ACCESS_LABELS: Record<ApiKeyView['access'], { label: string; description: string }> = {
  read: { label: 'Read', description: 'Can read monitors, runs, incidents and channels; no heartbeat URLs.' },
  write: { label: 'Write', description: 'Can create and change monitors and channels, and read heartbeat URLs.' },
  provision: {
    label: 'Provision',
    description: 'Can create monitors and read their heartbeat URLs. For set-up scripts.',
  },
}

/** A command to try the key with. */
export function tryLine({ access, token }: { access: ApiKeyView['access']; token: string }, baseUrl: string): string {
  const call = `curl -fsS ${baseUrl}/api/v1/monitors -H "Authorization: Bearer ${token}"`
  return access === 'provision' ? `${call} -d '{"name": "first-of-many", "schedule": {"type": "none"}}'` : call
}
