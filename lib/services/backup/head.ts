import type { DatabaseShape } from '@/lib/db/backup/describe-tables'

export const MADE_BY = 'lubdub'

/** The first frame of a backup. */
export interface BackupHead {
  madeBy: string
  madeAt: string
  /** Proves which secrets the installation had; it cannot be made without them. */
  proof: Record<string, string>
  shape: DatabaseShape
}
