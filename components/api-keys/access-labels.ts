import type { ApiKeyView } from '@/lib/contract/api-keys'

export const ACCESS_LABELS: Record<ApiKeyView['access'], { label: string; description: string }> = {
  read: { label: 'Read', description: 'Sees monitors, runs, incidents and channels; no heartbeat URLs.' },
  write: { label: 'Write', description: 'Makes and changes monitors and channels, and sees heartbeat URLs.' },
  provision: {
    label: 'Provision',
    description: 'Makes monitors and reads the heartbeat URLs of what it made. For set-up scripts.',
  },
}

/** A line to try the key with. */
export function tryLine({ access, token }: { access: ApiKeyView['access']; token: string }, baseUrl: string): string {
  const call = `curl -fsS ${baseUrl}/api/v1/monitors -H "Authorization: Bearer ${token}"`
  return access === 'provision' ? `${call} -d '{"name": "first-of-many", "schedule": {"type": "none"}}'` : call
}
