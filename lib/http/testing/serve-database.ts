import type { TestDatabase } from '@/lib/db/testing/test-database'
import { TEST_BASE_URL, TEST_SECRET } from '@/lib/services/testing/people'
import { getResources } from '../resources'

/** Makes route handlers of this test file use the database, as `npm start` would. Call the result at the end. */
export function serveDatabase(database: TestDatabase): () => Promise<void> {
  process.env.DATABASE_URL = database.url
  process.env.LUBDUB_SECRET = TEST_SECRET
  process.env.LUBDUB_URL = TEST_BASE_URL
  process.env.LUBDUB_LOG_LEVEL = 'silent'
  const { prisma, pool } = getResources()
  return async () => {
    await Promise.all([prisma.$disconnect(), pool.end()])
  }
}
