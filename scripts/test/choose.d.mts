export function choose<T extends { name: string }>(all: readonly T[], words: readonly string[]): T[]
