import type { Pool } from 'pg'
import type { Log } from '@/lib/base/log'
import type { ConfigCache } from '@/lib/db/monitor-state'

export interface CheckerContext {
  pool: Pool
  configs: ConfigCache
  log: Log
}
