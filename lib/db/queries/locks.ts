import type { WorkspaceTx } from '../workspace-db'

/**
 * Locks the channel, so that it cannot be deleted until the transaction ends. Null: the workspace
 * has no such channel.
 */
export async function holdChannel(
  tx: WorkspaceTx,
  { workspaceId, channelId }: { workspaceId: string; channelId: string },
): Promise<{ name: string } | null> {
  const rows = await tx.$queryRaw<{ name: string }[]>`
    SELECT name FROM channel WHERE workspace_id = ${workspaceId} AND id = ${channelId} FOR KEY SHARE`
  return rows[0] ?? null
}

/** Lets one transaction at a time change the API keys of a workspace. */
export async function lockApiKeys(tx: WorkspaceTx, workspaceId: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`api_key:${workspaceId}`}, 0))`
}
