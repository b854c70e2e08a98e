export interface FaultOptions {
  isShort: boolean
  /** How long beats are sent while processes are killed. */
  crashSeconds: number
  killEverySeconds: { min: number; max: number }
  /** How long PostgreSQL is stopped. */
  outageSeconds: number
  seed: number
  phases: readonly string[]
}

/** `--short`, `--minutes N` (of crashes), `--seed N`, `--only crash,outage,clock`. `failover` is played where it is named only. */
export function readOptions(args: readonly string[]): FaultOptions {
  const isShort = args.includes('--short')
  const given = (name: string) => {
    const at = args.findIndex((arg) => arg === name || arg.startsWith(`${name}=`))
    return at === -1 ? null : (args[at]!.split('=')[1] ?? args[at + 1] ?? '')
  }
  const minutes = numberOf(given('--minutes') ?? '10', '--minutes')
  return {
    isShort,
    crashSeconds: isShort ? 24 : minutes * 60,
    killEverySeconds: isShort ? { min: 2, max: 3 } : { min: 5, max: 15 },
    outageSeconds: isShort ? 8 : 30,
    seed: numberOf(given('--seed') ?? String(Date.now() % 1_000_000), '--seed'),
    phases: (given('--only') ?? 'crash,outage,clock').split(','),
  }
}

function numberOf(text: string, name: string): number {
  const value = Number(text)
  if (text === '' || !Number.isFinite(value) || value < 0) throw new Error(`${name} must be a number; got ${text}.`)
  return value
}
