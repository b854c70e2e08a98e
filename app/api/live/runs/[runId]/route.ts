import { wholeRun } from '@/components/runs/live-run'
import { takeStreamSlot } from '@/lib/http/stream-slots'
import { withApi } from '@/lib/http/with-api'
import { eventStream } from '../../event-stream'
import { loadLiveRun } from '../../load-live-run'
import { streamRun } from '../../stream-run'

/** A run as it changes, as server-sent events; with `?once` as it is now, as JSON. */
export const GET = withApi<{ runId: string }>(
  async ({ ctx, params, query, request, isWelcome }) => {
    const live = await loadLiveRun(ctx, params.runId)
    if ('once' in query) return Response.json(wholeRun(live))
    const leave = takeStreamSlot(ctx)
    return eventStream(request, (sink) => {
      const stop = streamRun({ ctx, isWelcome }, live, sink)
      return () => {
        stop()
        leave()
      }
    })
  },
  { write: false, takesQuery: true },
)
