import { randomFillSync } from 'node:crypto'

/** The kind of an id; its first word. */
export type IdKind =
  | 'wsp'
  | 'usr'
  | 'ses'
  | 'key'
  | 'hbk'
  | 'mon'
  | 'run'
  | 'flp'
  | 'inc'
  | 'chn'
  | 'dlv'
  | 'inv'
  | 'aud'

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'
const pool = Buffer.alloc(8192)
let used = pool.length
let lastMs = 0
let count = 0

/**
 * A new id, such as `mon_01k…`: a kind, then 10 characters of time, 4 that count up within the millisecond, and 12
 * random ones. Ids sort by age; two of one process sort in the order of their creation, even when the clock is set
 * back.
 */
export function newId(kind: IdKind): string {
  if (used + 15 > pool.length) {
    randomFillSync(pool)
    used = 0
  }
  const now = Date.now()
  if (now > lastMs) {
    lastMs = now
    // Starts anywhere in the lower half, which leaves half a million more ids for this millisecond.
    count = pool.readUIntBE(used, 3) & 0x7ffff
    used += 3
  } else count += 1
  let tail = ''
  for (let i = 0; i < 12; i++) tail += ALPHABET[pool[used++]! & 31]
  return `${kind}_${inBase32(lastMs, 10)}${inBase32(count, 4)}${tail}`
}

function inBase32(value: number, length: number): string {
  let text = ''
  for (let i = 0; i < length; i++) {
    text = ALPHABET[value % 32] + text
    value = Math.floor(value / 32)
  }
  return text
}
