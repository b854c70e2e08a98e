'use server'

import { revalidatePath } from 'next/cache'
import { runAction } from '@/app/run-action'
import type { ActionResult } from '@/components/forms/action-result'
import type { CreateApiKeyInput, CreatedApiKeyView } from '@/lib/contract/api-keys'
import { createApiKey } from '@/lib/services/api-keys/create-api-key'
import { revokeApiKey } from '@/lib/services/api-keys/revoke-api-key'
import { rotateApiKey } from '@/lib/services/api-keys/rotate-api-key'

const PAGE = '/settings/api-keys'

/** Returns the new key with its token, only once. */
export async function createApiKeyAction(input: CreateApiKeyInput): Promise<ActionResult<CreatedApiKeyView>> {
  return runAction('apiKey.create', async (ctx) => {
    const made = await createApiKey(ctx, input)
    revalidatePath(PAGE)
    return made
  })
}

/** Returns the new key with its token, only once. The page refreshes after the person saw it. */
export async function rotateApiKeyAction(
  keyId: string,
  overlapSeconds: number,
): Promise<ActionResult<CreatedApiKeyView>> {
  return runAction('apiKey.create', (ctx) => rotateApiKey(ctx, { keyId, overlapSeconds }))
}

export async function revokeApiKeyAction(keyId: string): Promise<ActionResult<null>> {
  return runAction('apiKey.revoke', async (ctx) => {
    await revokeApiKey(ctx, { keyId })
    revalidatePath(PAGE)
    return null
  })
}
