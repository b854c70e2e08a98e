export interface Holder {
  pid: number
  /** Distinguishes a process from a later one with the same id; null where the system does not say. */
  birth: string | null
}
export function lockFile(dataDir: string): string
export function lockHolder(dataDir: string): number | null
export function requireUnlocked(
  env: Readonly<Record<string, string | undefined>>,
  options?: { doing?: string | null },
): void
export function lockedMessage(dataDir: string, pid: number, doing?: string | null): string
export function readHolder(file: string): Holder | null
export function holds(holder: Holder): boolean
export function isAlive(pid: number): boolean
export function birthOf(pid: number): string | null
