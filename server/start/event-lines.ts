/** A line that continues the one before: a stack, a cause, the rest of an object. */
const CONTINUES = /^(\s|[}\])]|at |\[cause\]|Caused by)/
const LONGEST = 100_000

/**
 * Makes one line of JSON of each event that a process prints. A line that is JSON already is left unchanged; plain
 * lines that continue the one before are joined with it. `flush` ends the event in progress.
 */
export class EventLines {
  #gathered: string[] = []
  #size = 0

  constructor(
    private readonly options: { name: string; level: 'info' | 'error'; now: () => Date; write: (line: string) => void },
  ) {}

  /** Whether an event is in progress. */
  get isGathering(): boolean {
    return this.#gathered.length > 0
  }

  push(line: string): void {
    if (isEvent(line)) {
      this.flush()
      this.options.write(line)
      return
    }
    if (!CONTINUES.test(line) || this.#size > LONGEST) this.flush()
    if (line.trim() === '' && this.#gathered.length === 0) return
    this.#gathered.push(line)
    this.#size += line.length
  }

  flush(): void {
    const msg = withoutColours(this.#gathered.join('\n')).trim()
    this.#gathered = []
    this.#size = 0
    if (msg === '') return
    const { name, level, now, write } = this.options
    write(JSON.stringify({ level, time: now().toISOString(), name, msg }))
  }
}

function isEvent(line: string): boolean {
  if (!line.startsWith('{')) return false
  try {
    const event = JSON.parse(line) as Record<string, unknown>
    return typeof event.level === 'string' && typeof event.time === 'string'
  } catch {
    return false
  }
}

function withoutColours(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are told by an escape
  return text.replaceAll(/\u001b\[[\d;]*m/g, '')
}
