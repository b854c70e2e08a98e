import { spawn } from 'node:child_process'
import { root } from '../setup/root.mjs'
import { CheckFailure } from './check-failure.mjs'

/** Runs a program and keeps its output. Unless it may fail, a failure is a `CheckFailure` with the whole output. */
export function runQuietly(command, args, { cwd = root, env = {}, mayFail = false } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1', NO_COLOR: '1', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (text) => {
      stdout += text
    })
    child.stderr.setEncoding('utf8').on('data', (text) => {
      stderr += text
    })
    child.once('error', reject)
    child.once('close', (code) => {
      if (code === 0 || mayFail) resolve({ stdout, stderr, code })
      else reject(new CheckFailure(`${stdout}${stderr}`.trim()))
    })
  })
}
