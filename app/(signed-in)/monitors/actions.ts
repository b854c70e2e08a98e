'use server'

import { revalidatePath } from 'next/cache'
import { fieldsOf } from '@/app/arguments'
import type { ActionResult } from '@/components/forms/action-result'
import { scheduleLabels } from '@/components/monitors/schedule-labels'
import type { CreateHeartbeatKeyInput } from '@/lib/contract/heartbeat-keys'
import type { CreateMonitorInput, UpdateMonitorInput } from '@/lib/contract/monitors'
import type { ScheduleInput, SchedulePreview } from '@/lib/contract/schedules'
import { createHeartbeatKey } from '@/lib/services/keys/create-heartbeat-key'
import { createMonitor } from '@/lib/services/monitors/create-monitor'
import { deleteMonitor } from '@/lib/services/monitors/delete-monitor'
import { pauseMonitor } from '@/lib/services/monitors/pause-monitor'
import { previewSchedule } from '@/lib/services/monitors/preview-schedule'
import { resumeMonitor } from '@/lib/services/monitors/resume-monitor'
import { updateMonitor } from '@/lib/services/monitors/update-monitor'
import { runAction } from '../../run-action'

/** Returns the new monitor's id. */
export async function createMonitorAction(input: CreateMonitorInput): Promise<ActionResult<string>> {
  return runAction('monitor.create', async (ctx) => (await createMonitor(ctx, input)).id)
}

export async function updateMonitorAction(monitorId: string, patch: UpdateMonitorInput): Promise<ActionResult<string>> {
  return runAction('monitor.edit', async (ctx) => {
    await updateMonitor(ctx, { ...fieldsOf(patch), monitorId })
    revalidatePath(`/monitors/${monitorId}`)
    return monitorId
  })
}

export async function pauseMonitorAction(monitorId: string): Promise<ActionResult<null>> {
  return runAction('monitor.pause', async (ctx) => {
    await pauseMonitor(ctx, { monitorId })
    revalidatePath(`/monitors/${monitorId}`)
    return null
  })
}

export async function resumeMonitorAction(monitorId: string): Promise<ActionResult<null>> {
  return runAction('monitor.pause', async (ctx) => {
    await resumeMonitor(ctx, { monitorId })
    revalidatePath(`/monitors/${monitorId}`)
    return null
  })
}

export async function deleteMonitorAction(monitorId: string): Promise<ActionResult<null>> {
  return runAction('monitor.delete', async (ctx) => {
    await deleteMonitor(ctx, { monitorId })
    return null
  })
}

export async function createKeyAction(monitorId: string, input: CreateHeartbeatKeyInput): Promise<ActionResult<null>> {
  return runAction('heartbeatKey.create', async (ctx) => {
    await createHeartbeatKey(ctx, { ...fieldsOf(input), monitorId })
    revalidatePath(`/monitors/${monitorId}`)
    return null
  })
}

export async function previewScheduleAction(
  schedule: ScheduleInput,
): Promise<ActionResult<SchedulePreview & { words: string | null }>> {
  return runAction(
    'monitor.read',
    async (ctx) => {
      const preview = await previewSchedule(ctx, { schedule, count: 5 })
      return { ...preview, words: cronWordsOf(schedule) }
    },
    { rate: 'read' },
  )
}

function cronWordsOf(schedule: ScheduleInput): string | null {
  return schedule.type === 'cron' ? scheduleLabels({ ...schedule, timezone: schedule.timezone ?? 'UTC' }) : null
}
