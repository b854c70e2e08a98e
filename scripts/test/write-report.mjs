import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'

/** Prints the last line and, under `npm test`, writes the counts to its report file. Returns the exit code. */
export function writeReport({ passed, failures }) {
  const failed = failures.length
  const file = process.env.LUBDUB_REPORT_FILE
  if (file) {
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(file, JSON.stringify({ passed, failed, failures }))
  }
  console.log(`\n${passed} passed, ${failed} failed`)
  return failed === 0 ? 0 : 1
}
