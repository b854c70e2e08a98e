/** Prints the last line and, under `npm test`, writes the counts to its report file. Returns the exit code. */
export function writeReport(count: { passed: number; failures: readonly string[] }): number
