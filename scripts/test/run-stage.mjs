import { spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { endWith } from '../setup/end-with.mjs'
import { readReport } from './read-report.mjs'
import { reportFile } from './stages.mjs'

/**
 * Runs one stage of the tests: its exit code, how many passed, what failed and why, what passed on a second try. `log`:
 * an open file for its output; left out, the output is printed at once.
 * @param {import('./stages.mjs').Stage} stage
 * @param {{ env?: Record<string, string>, log?: number | 'inherit' }} [options]
 */
export async function runStage(stage, { env = {}, log = 'inherit' } = {}) {
  if (stage.report) rmSync(reportFile(stage), { force: true })
  const exitCode = await exitOf(stage, { env, log })
  const report = (stage.report ? readReport(reportFile(stage), stage.format) : null) ?? {
    passed: 0,
    failures: [],
    flaky: [],
  }
  // A failure without a failed test (a crash, a lint finding, a missing report) counts as one.
  if (exitCode !== 0 && report.failures.length === 0) report.failures.push(`it ended with exit code ${exitCode}`)
  if (stage.report && report.passed + report.failures.length === 0) report.failures.push('it ran no test')
  return { exitCode, ...report }
}

function exitOf(stage, { env, log }) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, stage.args, {
      stdio: ['ignore', log, log],
      env: {
        ...process.env,
        NEXT_TELEMETRY_DISABLED: '1',
        ...(stage.format === 'own' ? { LUBDUB_REPORT_FILE: reportFile(stage) } : {}),
        ...env,
      },
    })
    const release = endWith(child)
    const end = (exitCode) => {
      release()
      resolve(exitCode)
    }
    child.once('error', () => end(1))
    child.once('exit', (code) => end(code ?? 1))
  })
}
