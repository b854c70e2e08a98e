import { meaningOf } from '@/lib/contract/said'
import type { Signal } from '@/lib/core/types'
import type { HeartbeatKeyInfo, MonitorStateRow } from '@/lib/db/ingest/read-monitors'
import type { BeatCall } from './beat-call'

const MESSAGE_LENGTH = 2_000
/** Characters of the output that are kept of a start, success or failure above the rate. */
const OUTPUT_LENGTH = 2_000

/** A call whose key is known. `monitor`: as it was read or cached, before the batch. */
export interface ResolvedCall {
  call: BeatCall
  monitor: MonitorStateRow
  signal: Signal
  step: string | null
}

/** The signal and step of a call with its key, and the call with the warnings about them. */
export function understand(
  call: BeatCall,
  { signal: bound, step: boundStep }: Pick<HeartbeatKeyInfo, 'signal' | 'step'>,
) {
  const { fields } = call
  const step = fields.step ?? boundStep
  const { signal, warnings, trouble } = meaningOf(fields.said, {
    bound,
    isPart: step !== null || fields.shard !== null,
  })
  const isCoalesced = call.isCoalesced && mayBeThinned(signal)
  if (warnings.length === 0 && trouble === null && isCoalesced === call.isCoalesced) return { call, signal, step }
  const warned: BeatCall = { ...call, isCoalesced, fields: { ...fields }, warnings: [...call.warnings, ...warnings] }
  if (trouble !== null) {
    warned.warnings.push(trouble)
    warned.fields.message = [trouble, fields.message].filter(Boolean).join(' ').slice(0, MESSAGE_LENGTH)
  }
  if (call.isCoalesced && !isCoalesced) shortenOutput(warned)
  return { call: warned, signal, step }
}

/** Whether the beat may be left out of the history, above the rate: it does not start, end or fail a run. */
function mayBeThinned(signal: Signal): boolean {
  return signal === 'progress' || signal === 'log'
}

function shortenOutput({ fields, warnings }: BeatCall): void {
  if (fields.output === null || fields.output.length <= OUTPUT_LENGTH) return
  fields.output = fields.output.slice(-OUTPUT_LENGTH).toWellFormed()
  fields.outputTruncated = true
  warnings.push(
    `There are more beats than the rate allows; the last ${OUTPUT_LENGTH} characters of the output are kept.`,
  )
}
