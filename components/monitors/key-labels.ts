import type { HeartbeatKeyView } from '@/lib/contract/heartbeat-keys'

/** The name of a key: during a rotation there are two with one label. */
export const nameOf = ({ label, retiresAt }: HeartbeatKeyView) => (retiresAt ? `the old ${label}` : label)
