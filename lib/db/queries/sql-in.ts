import type { QueryConfig, QueryResultRow } from 'pg'
import type { WorkspaceTx } from '../workspace-db'
import { plain } from './plain'

/** What runs SQL: a pg client, or `sqlIn` of a Prisma transaction. */
export interface SqlClient {
  query<Row extends QueryResultRow>(statement: string | QueryConfig, values?: unknown[]): Promise<{ rows: Row[] }>
}

/**
 * Runs SQL in a Prisma transaction. Rows have the form in which our pg clients return them; a
 * statement's name is not used.
 */
export function sqlIn(tx: WorkspaceTx): SqlClient {
  return {
    async query<Row extends QueryResultRow>(statement: string | QueryConfig, values: unknown[] = []) {
      const given = typeof statement === 'string' ? { text: statement, values } : statement
      const rows = await tx.$queryRawUnsafe<QueryResultRow[]>(given.text, ...(given.values ?? []))
      return { rows: rows.map(plain) as unknown as Row[] }
    },
  }
}
