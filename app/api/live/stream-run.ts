import { type LiveRun, type LiveRunEvent, patchOf, wholeRun } from '@/components/runs/live-run'
import type { EventSink } from './event-stream'
import { type RunListener, subscribeToRun } from './run-feed'

type Reader = Pick<RunListener, 'ctx' | 'isWelcome'>

/** Sends a run, and then, whenever it changes, the difference to what was sent before. */
export function streamRun(reader: Reader, first: LiveRun, sink: EventSink): () => void {
  let sent: LiveRun | null = null
  const offer = (live: LiveRun) =>
    sink.offer('run', () => {
      const event = sent === null ? wholeRun(live) : patchBetween(sent, live)
      sent = live
      return event
    })
  offer(first)
  return subscribeToRun(first.run, { ...reader, onChange: offer, onSame: () => sink.alive(), onGone: () => sink.end() })
}

/** Many readers go from the same state to the same next one. */
let last: { before: LiveRun; after: LiveRun; event: LiveRunEvent } | null = null

function patchBetween(before: LiveRun, after: LiveRun): LiveRunEvent {
  if (last?.before !== before || last.after !== after) last = { before, after, event: patchOf(before, after) }
  return last.event
}
