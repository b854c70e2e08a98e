const SHOWN_ROWS = 10

/** Collects what was checked, and says at once what does not hold. */
export class Report {
  passed = 0
  failed = 0

  check(claim: string, holds: boolean, detail: unknown = null): void {
    if (holds) this.passed += 1
    else this.failed += 1
    console.log(`  ${holds ? 'ok    ' : 'FAILED'}  ${claim}`)
    if (!holds && detail !== null) console.log(`          ${JSON.stringify(detail)}`)
  }

  /** The claim holds when there is nothing that speaks against it. */
  none(claim: string, offending: readonly unknown[]): void {
    this.check(claim, offending.length === 0)
    for (const row of offending.slice(0, SHOWN_ROWS)) console.log(`          ${JSON.stringify(row)}`)
    if (offending.length > SHOWN_ROWS) console.log(`          … ${offending.length} in all`)
  }

  section(title: string): void {
    console.log(`\n${title}`)
  }

  say(text: string): void {
    console.log(`  ${text}`)
  }
}
