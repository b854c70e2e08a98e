import type { WorkspaceTx } from '../workspace-db'

/** Lets one transaction at a time change the API keys of a workspace. */
export async function lockApiKeys(tx: WorkspaceTx, workspaceId: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`api_key:${workspaceId}`}, 0))`
}
