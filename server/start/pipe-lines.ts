import type { ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import { EventLines } from './event-lines'

/** The longest pause between lines that belong together. */
const GATHER_MS = 100

/** Prints what a child prints, one line of JSON per event. */
export function pipeLines(child: ChildProcess, name: string): void {
  for (const [input, output, level] of [
    [child.stdout, process.stdout, 'info'],
    [child.stderr, process.stderr, 'error'],
  ] as const) {
    if (!input) continue
    const write = (line: string) => void output.write(`${line}\n`)
    const lines = new EventLines({ name, level, now: () => new Date(), write })
    let timer: NodeJS.Timeout | null = null
    const reader = createInterface({ input })
    reader.on('line', (line) => {
      lines.push(line)
      if (timer) clearTimeout(timer)
      timer = lines.isGathering ? setTimeout(() => lines.flush(), GATHER_MS) : null
    })
    reader.on('close', () => lines.flush())
    reader.on('error', () => {})
  }
}
