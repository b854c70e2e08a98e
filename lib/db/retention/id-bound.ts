/** A uuid before which every id is older than `at` (ms): UUIDv7 begins with 48 bits of milliseconds, and sorts by them. */
export function idBound(at: number): string {
  const time = Math.floor(at).toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-0000-0000-000000000000`
}
