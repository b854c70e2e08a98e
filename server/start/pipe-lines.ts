import type { ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'

/** Prints what a child prints, each line behind the child's name. */
export function pipeLines(child: ChildProcess, name: string): void {
  for (const [input, output] of [
    [child.stdout, process.stdout],
    [child.stderr, process.stderr],
  ] as const) {
    if (input) createInterface({ input }).on('line', (line) => output.write(`[${name}] ${line}\n`))
  }
}
