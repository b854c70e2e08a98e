import { randomFillSync } from 'node:crypto'

/** What an id is of; the first word of the id. */
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

/** A new id, such as `mon_01k…`: a kind, then 10 characters of time and 16 of chance (the ULID layout), so that ids sort by age. */
export function newId(kind: IdKind): string {
  let time = Date.now()
  let head = ''
  for (let i = 0; i < 10; i++) {
    head = ALPHABET[time % 32] + head
    time = Math.floor(time / 32)
  }
  if (used + 16 > pool.length) {
    randomFillSync(pool)
    used = 0
  }
  let tail = ''
  for (let i = 0; i < 16; i++) tail += ALPHABET[pool[used++]! & 31]
  return `${kind}_${head}${tail}`
}
