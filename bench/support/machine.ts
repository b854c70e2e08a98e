import os from 'node:os'

/** The machine that figures were measured on, in one line. */
export function machine(): string {
  const cpus = os.cpus()
  const load = os.loadavg()[0]!.toFixed(1)
  return `${cpus.length} cores (${cpus[0]?.model.trim()}), ${Math.round(os.totalmem() / 2 ** 30)} GiB, Node ${process.version}, load ${load} before`
}
