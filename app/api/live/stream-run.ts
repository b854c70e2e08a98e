import type { LiveRun, LiveRunEvent } from '@/components/runs/live-run'
import type { ServiceContext } from '@/lib/services/context'
import type { EventSink } from './event-stream'
import { watchRun } from './run-feed'

/** Sends a run as it is, and again whenever it changes; its output, which may be long, only when that is another one. */
export function streamRun(ctx: ServiceContext, first: LiveRun, sink: EventSink): () => void {
  let output: string | null = null
  const send = ({ run, beats }: LiveRun) => {
    const sameOutput = output !== null && run.output === output
    output = run.output
    const event: LiveRunEvent = { run: sameOutput ? { ...run, output: null } : run, beats, sameOutput }
    sink.send('run', event)
  }
  send(first)
  return watchRun(ctx, first.run, { onChange: send, onSame: () => sink.alive(), onGone: () => sink.end() })
}
