import { randomFillSync } from 'node:crypto'
import { V7Generator } from 'uuidv7'

// Filled 2,000 words at a time: asking the system for each id takes longer than all the rest of a beat's ids.
const words = new Uint32Array(2_000)
let used = words.length

function nextUint32(): number {
  if (used === words.length) {
    randomFillSync(words)
    used = 0
  }
  return words[used++]!
}

const generator = new V7Generator({ nextUint32 })
// However far the clock is set back: ids go on from the latest one.
generator.setRollbackAllowance(2 ** 48 - 1)

/**
 * A new id: a UUIDv7 (RFC 9562), so ids sort by age. Two of one process sort in the order of their creation, even within a
 * millisecond and when the clock is set back.
 */
export const newId = (): string => generator.generate().toString()

/** A uuid that no row has: smaller than every id. */
export const NO_ID: string = '00000000-0000-0000-0000-000000000000'

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Whether the text is a uuid as we write them. */
export const isId = (text: string): boolean => UUID.test(text)
