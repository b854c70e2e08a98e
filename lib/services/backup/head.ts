import type { DatabaseShape } from '@/lib/db/backup/describe-tables'

export const MADE_BY = 'lubdub'

/** How a backup begins. */
export interface BackupHead {
  madeBy: string
  madeAt: string
  /** Made with the installation's secrets, and by nobody without them. */
  proof: Record<string, string>
  shape: DatabaseShape
}
