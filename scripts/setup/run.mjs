import { spawn } from 'node:child_process'
import { endWith } from './end-with.mjs'
import { root } from './root.mjs'

/** A command that failed: its output is the message. */
export class CommandError extends Error {
  constructor(commandLine, { output, exitCode }) {
    super(`${output.trim()}\n\n${commandLine} ended with ${exitCode}.`)
    this.name = 'CommandError'
    this.output = output
    this.exitCode = exitCode
  }
}

/** Runs a command in the project and resolves to its output. Rejects with `CommandError`. */
export function run(command, args, { env = {}, echo = false } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1', CHECKPOINT_DISABLE: '1', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32' && !command.endsWith('.exe'),
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        output = (output + text).slice(-400_000)
        if (echo) process.stdout.write(text)
      })
    }
    child.once('error', reject)
    const release = endWith(child)
    child.once('close', (code, signal) => {
      release()
      const exitCode = code ?? signal
      if (exitCode === 0) resolve(output)
      else reject(new CommandError([command, ...args].join(' '), { output, exitCode }))
    })
  })
}

/** Runs a program of a package with this Node. */
export function runBin(script, args, options) {
  return run(process.execPath, [`node_modules/${script}`, ...args], options)
}
