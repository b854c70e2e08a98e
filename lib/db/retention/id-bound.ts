const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'

/** An id before which every id of this kind is older than `at` (ms): ids begin with their time and sort by it. */
export function idBound(kind: 'run' | 'flp' | 'inc' | 'dlv', at: number): string {
  let time = Math.floor(at)
  let head = ''
  for (let i = 0; i < 10; i++) {
    head = ALPHABET[time % 32] + head
    time = Math.floor(time / 32)
  }
  return `${kind}_${head}`
}
