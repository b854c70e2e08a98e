import type { LiveRun, LiveRunEvent } from '@/components/runs/live-run'
import type { EventSink } from './event-stream'
import { type RunListener, watchRun } from './run-feed'

type Reader = Pick<RunListener, 'ctx' | 'isWelcome'>

/** Sends a run as it is, and again whenever it changes; its output, which may be long, only when that is another one. */
export function streamRun(reader: Reader, first: LiveRun, sink: EventSink): () => void {
  let output: string | null = null
  const send = ({ run, beats }: LiveRun) => {
    const sameOutput = output !== null && run.output === output
    output = run.output
    const event: LiveRunEvent = { run: sameOutput ? { ...run, output: null } : run, beats, sameOutput }
    sink.send('run', event)
  }
  send(first)
  return watchRun(first.run, { ...reader, onChange: send, onSame: () => sink.alive(), onGone: () => sink.end() })
}
