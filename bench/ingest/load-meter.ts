import { readFileSync } from 'node:fs'
import path from 'node:path'
import { busySeconds, cores, cpuSeconds } from '@/bench/support/cpu-time'
import type { OwnedPostgres } from '@/bench/support/owned-postgres'
import { type RoleProcess, spawnRole } from '@/bench/support/roles'
import type { LoadKind, LoadLedger, LoadPlan } from './load'

export interface IngestFigure {
  perSecond: number
  p99: number
}

interface Options {
  postgres: OwnedPostgres
  workDir: string
  keysFile: string
  /** How long each load lasts. */
  seconds: number
}

interface Load {
  server: RoleProcess
  port: number
  connections: number
  kind: LoadKind
}

/** Puts one server after the other under load, and prints how many calls each answers. */
export class LoadMeter {
  readonly #options: Options
  #loads = 0

  constructor(options: Options) {
    this.#options = options
  }

  async measure(name: string, { server, ...call }: Load): Promise<{ figure: IngestFigure; ledger: LoadLedger }> {
    const { postgres, workDir, keysFile, seconds } = this.#options
    this.#loads += 1
    const load: LoadPlan = { ...call, seconds, keysFile, seed: this.#loads }
    const ledgerFile = path.join(workDir, `ledger-${this.#loads}.json`)
    const timeUsed = watchTime({ server: server.pid, postgres: postgres.pid() })
    const child = spawnRole('load', { ...load, ledgerFile })
    await child.exited
    const ledger = JSON.parse(readFileSync(ledgerFile, 'utf8')) as LoadLedger
    const { p50, p99, refused } = ledger
    const perSecond = ledger.answered / ledger.seconds
    console.log(
      `  ${name.padEnd(44)} ${Math.round(perSecond).toString().padStart(7)}/s   p50 ${p50.toFixed(1)} ms   p99 ${p99.toFixed(1)} ms   refused ${refused}   ${timeUsed(ledger)}`,
    )
    return { figure: { perSecond, p99 }, ledger }
  }
}

/**
 * Measures the processor time; returns it in microseconds per beat, after the load. Empty when the system does not
 * report it.
 */
function watchTime(pids: { server: number; postgres: number | null }): (ledger: LoadLedger) => string {
  const read = () => ({
    server: cpuSeconds(pids.server),
    postgres: pids.postgres === null ? null : cpuSeconds(pids.postgres),
    busy: busySeconds(),
  })
  const before = read()
  return ({ answered, refused, seconds }) => {
    const after = read()
    if (before.busy === null || after.busy === null) return ''
    const micros = (name: 'server' | 'postgres') =>
      (((after[name] ?? 0) - (before[name] ?? 0)) * 1e6) / (answered + refused)
    const busy = ((after.busy - before.busy) / seconds / cores) * 100
    return `cpu: server ${micros('server').toFixed(0)} µs, postgres ${micros('postgres').toFixed(0)} µs, machine ${busy.toFixed(0)} % busy`
  }
}
