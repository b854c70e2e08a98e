import type { Pool, PoolClient } from 'pg'
import type { Prisma, PrismaTx } from './prisma'
import { withTransaction } from './transaction'

/** A transaction that sees one workspace, through Prisma. */
export type WorkspaceTx = PrismaTx
/**
 * A transaction that sees one workspace, for bulk statements and locks. It returns instants as
 * milliseconds.
 */
export type WorkspaceClient = PoolClient

/** The database for service functions: every statement runs in a transaction that sees one workspace. */
export interface WorkspaceDb {
  inWorkspace<T>(workspaceId: string, work: (tx: WorkspaceTx) => Promise<T>): Promise<T>
  withWorkspace<T>(workspaceId: string, work: (client: WorkspaceClient) => Promise<T>): Promise<T>
}

const WAIT_MS = 5_000
const LIMIT_MS = 15_000

/**
 * Wraps both clients of a process, so that code can only use them with row-level security. The
 * result does not expose them.
 */
export function createWorkspaceDb({ prisma, pool }: { prisma: Prisma; pool: Pool }): WorkspaceDb {
  return {
    inWorkspace: (workspaceId, work) =>
      prisma.$transaction(
        async (tx) => {
          await enterWorkspace(tx, workspaceId)
          return work(tx)
        },
        { maxWait: WAIT_MS, timeout: LIMIT_MS },
      ),
    withWorkspace: (workspaceId, work) => withWorkspace(pool, workspaceId, work),
  }
}

/**
 * Makes a transaction see this workspace. The next transaction on the connection sees nothing until
 * it sets a workspace.
 */
export async function enterWorkspace(tx: PrismaTx, workspaceId: string): Promise<void> {
  await tx.$executeRaw`SELECT set_config('lubdub.workspace_id', ${workspaceId}, true)`
}

/**
 * Runs `work` in a transaction that sees one workspace: committed when it returns, rolled back when
 * it throws.
 */
export function withWorkspace<T>(
  pool: Pool,
  workspaceId: string,
  work: (client: WorkspaceClient) => Promise<T>,
): Promise<T> {
  return withTransaction(pool, async (client) => {
    await client.query({
      name: 'enter_workspace',
      text: `SELECT set_config('lubdub.workspace_id', $1, true)`,
      values: [workspaceId],
    })
    return work(client)
  })
}
