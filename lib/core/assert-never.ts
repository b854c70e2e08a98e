/** Ends a switch over a union. A forgotten case is an error in the compiler, and at runtime. */
export function assertNever(value: never): never {
  throw new Error(`Unexpected value: ${JSON.stringify(value)}`)
}
