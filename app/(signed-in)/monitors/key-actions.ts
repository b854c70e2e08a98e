'use server'

import { revalidatePath } from 'next/cache'
import type { ActionResult } from '@/components/forms/action-result'
import type { ServiceContext } from '@/lib/services/context'
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
  return change(monitorId, (ctx) => rotateHeartbeatKey(ctx, { monitorId, keyId, overlapSeconds }))
}

export async function disableKeyAction(monitorId: string, keyId: string): Promise<ActionResult<null>> {
  return change(monitorId, (ctx) => disableHeartbeatKey(ctx, { monitorId, keyId }))
}

export async function enableKeyAction(monitorId: string, keyId: string): Promise<ActionResult<null>> {
  return change(monitorId, (ctx) => enableHeartbeatKey(ctx, { monitorId, keyId }))
}

export async function deleteKeyAction(monitorId: string, keyId: string): Promise<ActionResult<null>> {
  return change(monitorId, (ctx) => deleteHeartbeatKey(ctx, { monitorId, keyId }))
}

function change(monitorId: string, work: (ctx: ServiceContext) => Promise<unknown>): Promise<ActionResult<null>> {
  return runAction(async (ctx) => {
    await work(ctx)
    revalidatePath(`/monitors/${monitorId}`)
    return null
  })
}
