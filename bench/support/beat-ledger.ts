import { LinesFile } from './lines-file'

export type LedgerLine =
  | { event: 'planned'; id: string; monitor: string; signal: string; run: string | null; part: boolean; at: number }
  | { event: 'tried'; id: string; at: number; endedAt: number; status: number | null; error: string | null }
  | { event: 'acked'; id: string; seq: number; isDuplicate: boolean; at: number }

/** A beat as the job knows it: its content, its tries, and its answer. Instants in milliseconds. */
export interface LedgerBeat {
  id: string
  /** Id of the monitor. */
  monitor: string
  signal: string
  run: string | null
  /** Whether it is about a step or a shard. */
  part: boolean
  tries: { at: number; endedAt: number; status: number | null; error: string | null }[]
  /** Null: never acknowledged. */
  ack: { seq: number; isDuplicate: boolean; at: number } | null
}

/** The job's own record of its beats, on disk, and read from there for the comparison. */
export class BeatLedger {
  readonly #lines: LinesFile<LedgerLine>

  constructor(file: string) {
    this.#lines = new LinesFile(file)
  }

  note(line: LedgerLine): void {
    this.#lines.append(line)
  }

  /** In the order in which they were planned. */
  read(): LedgerBeat[] {
    const beats = new Map<string, LedgerBeat>()
    for (const line of this.#lines.read()) {
      if (line.event === 'planned') {
        const { id, monitor, signal, run, part } = line
        beats.set(id, { id, monitor, signal, run, part, tries: [], ack: null })
      } else if (line.event === 'tried') {
        const { at, endedAt, status, error } = line
        beats.get(line.id)!.tries.push({ at, endedAt, status, error })
      } else beats.get(line.id)!.ack = { seq: line.seq, isDuplicate: line.isDuplicate, at: line.at }
    }
    return [...beats.values()]
  }

  close(): void {
    this.#lines.close()
  }
}
