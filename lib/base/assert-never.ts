/** Marks a switch over a union as complete; throws at run time for any other value. */
export function assertNever(value: never): never {
  throw new Error(`Unexpected value: ${JSON.stringify(value)}`)
}
