import type { Pool, PoolClient } from 'pg'
import type { Prisma, PrismaTx } from './prisma'
import { withTransaction } from './transaction'

/** A transaction that sees one workspace, through Prisma. */
export type WorkspaceTx = PrismaTx
/** A transaction that sees one workspace, for bulk statements and locks. Instants come as milliseconds. */
export type WorkspaceClient = PoolClient

/** The database as verbs have it: no statement outside a transaction that sees one workspace. */
export interface WorkspaceDb {
  inWorkspace<T>(workspaceId: string, work: (tx: WorkspaceTx) => Promise<T>): Promise<T>
  withWorkspace<T>(workspaceId: string, work: (client: WorkspaceClient) => Promise<T>): Promise<T>
}

const WAIT_MS = 5_000
const LIMIT_MS = 15_000

/** Puts both clients of a process behind the wall: whoever has the result cannot reach them. */
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

/** Lets a transaction see this workspace from now on; the next one on this connection sees nothing until it says what. */
export async function enterWorkspace(tx: PrismaTx, workspaceId: string): Promise<void> {
  await tx.$executeRaw`SELECT set_config('lubdub.workspace_id', ${workspaceId}, true)`
}

/** Runs `work` in a transaction that sees one workspace: committed when it returns, undone when it throws. */
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
