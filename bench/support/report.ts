const SHOWN_ROWS = 10

/** Collects checks; a failed check is shown with its counterexamples. */
export class Report {
  passed = 0
  /** The failed claims. */
  readonly broken: string[] = []
  readonly #print: (line: string) => void

  /** `print` gets each line at once. */
  constructor(print: (line: string) => void) {
    this.#print = print
  }

  check(claim: string, holds: boolean, detail: unknown = null): void {
    if (holds) this.passed += 1
    else this.broken.push(claim)
    this.#print(`  ${holds ? 'ok    ' : 'FAILED'}  ${claim}`)
    if (!holds && detail !== null) this.#print(`          ${JSON.stringify(detail)}`)
  }

  /** The claim is true when there is no counterexample. */
  none(claim: string, offending: readonly unknown[]): void {
    this.check(claim, offending.length === 0)
    for (const row of offending.slice(0, SHOWN_ROWS)) this.#print(`          ${JSON.stringify(row)}`)
    if (offending.length > SHOWN_ROWS) this.#print(`          … ${offending.length} in all`)
  }

  section(title: string): void {
    this.#print(`\n${title}`)
  }

  say(text: string): void {
    this.#print(`  ${text}`)
  }
}
