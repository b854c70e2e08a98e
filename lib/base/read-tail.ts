import { readFileSync } from 'node:fs'

/** The last lines of what a file has from a byte on; nothing if it cannot be read. */
export function readTail(file: string, { from = 0, lines }: { from?: number; lines: number }): string {
  try {
    return readFileSync(file).subarray(from).toString().trim().split('\n').slice(-lines).join('\n')
  } catch {
    return ''
  }
}
