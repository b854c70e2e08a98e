import type { HeartbeatKeyView } from '@/lib/contract/heartbeat-keys'

/** What a key is called: two of one label live side by side while one takes the other's place. */
export const nameOf = ({ label, retiresAt }: HeartbeatKeyView) => (retiresAt ? `the old ${label}` : label)
