'use server'

import { revalidatePath } from 'next/cache'
import type { ActionResult } from '@/components/forms/action-result'
import { deleteHeartbeatKey } from '@/lib/services/keys/delete-heartbeat-key'
import { disableHeartbeatKey } from '@/lib/services/keys/disable-heartbeat-key'
import { enableHeartbeatKey } from '@/lib/services/keys/enable-heartbeat-key'
import { rotateHeartbeatKey } from '@/lib/services/keys/rotate-heartbeat-key'
import { runAction } from '../../run-action'

export async function rotateKeyAction(
  monitorId: string,
  keyId: string,
  overlapSeconds: number,
): Promise<ActionResult<null>> {
  return runAction('heartbeatKey.rotate', async (ctx) => {
    await rotateHeartbeatKey(ctx, { monitorId, keyId, overlapSeconds })
    return refresh(monitorId)
  })
}

export async function disableKeyAction(monitorId: string, keyId: string): Promise<ActionResult<null>> {
  return runAction('heartbeatKey.disable', async (ctx) => {
    await disableHeartbeatKey(ctx, { monitorId, keyId })
    return refresh(monitorId)
  })
}

export async function enableKeyAction(monitorId: string, keyId: string): Promise<ActionResult<null>> {
  return runAction('heartbeatKey.disable', async (ctx) => {
    await enableHeartbeatKey(ctx, { monitorId, keyId })
    return refresh(monitorId)
  })
}

export async function deleteKeyAction(monitorId: string, keyId: string): Promise<ActionResult<null>> {
  return runAction('heartbeatKey.disable', async (ctx) => {
    await deleteHeartbeatKey(ctx, { monitorId, keyId })
    return refresh(monitorId)
  })
}

function refresh(monitorId: string): null {
  revalidatePath(`/monitors/${monitorId}`)
  return null
}
