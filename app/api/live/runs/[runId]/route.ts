import { wholeRun } from '@/components/runs/live-run'
import { takeStreamSlot } from '@/lib/http/api/stream-slots'
import { answerApi } from '@/lib/http/api/with-api'
import { isStillAuthorized } from '@/lib/http/auth/still-authorized'
import { getResources } from '@/lib/http/resources'
import { eventStream } from '../../event-stream'
import { loadLiveRun } from '../../load-live-run'
import { streamRun } from '../../stream-run'

/** A run as server-sent events for every change; with `?once` its present state, as JSON. */
export function GET(request: Request, { params }: { params: Promise<{ runId: string }> }): Promise<Response> {
  return answerApi(request, { permission: 'run.read', ofFamily: true, rate: 'read' }, async (ctx) => {
    const live = await loadLiveRun(ctx, (await params).runId)
    if (new URL(request.url).searchParams.has('once')) return Response.json(wholeRun(live))
    const isWelcome = () =>
      isStillAuthorized(request, { resources: getResources(), workspaceId: ctx.workspaceId, now: new Date() })
    const leave = takeStreamSlot(ctx)
    return eventStream(request, (sink) => {
      const stop = streamRun({ ctx, isWelcome }, live, sink)
      return () => {
        stop()
        leave()
      }
    })
  })
}
