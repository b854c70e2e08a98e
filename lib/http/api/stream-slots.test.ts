import { expect, test } from 'vitest'
import { STREAM_LIMITS, takeStreamSlot } from './stream-slots'

type Reader = Parameters<typeof takeStreamSlot>[0]

const reader = (key: string, workspaceId: string, ip: string | null) =>
  ({
    actor: { kind: 'apiKey', keyId: key, access: 'read', family: null, label: key },
    workspaceId,
    caller: { ip, userAgent: null, place: null },
  }) as Reader

/** As many as are admitted, of so many requests. */
function letIn(count: number, of: (n: number) => Reader) {
  const leave: (() => void)[] = []
  let refused = ''
  for (let n = 0; n < count; n++) {
    try {
      leave.push(takeStreamSlot(of(n)))
    } catch (error) {
      refused = (error as Error).message
    }
  }
  return { leave, refused }
}

test('260 streams of one key: most are refused with a sentence, and other keys are not', () => {
  const { leave, refused } = letIn(260, () => reader('greedy', 'w1', null))
  expect(leave).toHaveLength(STREAM_LIMITS.reader)
  expect(refused).toMatch(/No more than 20 runs can be watched live with one API key/)
  const other = takeStreamSlot(reader('modest', 'w1', null))
  for (const give of [...leave, other]) give()
})

test.each([
  ['address', (n: number) => reader(`k${n}`, `w${n}`, '198.51.100.7')],
  ['workspace', (n: number) => reader(`k${n}`, 'w', `198.51.100.${n}`)],
  ['all', (n: number) => reader(`k${n}`, `w${n}`, null)],
] as const)('no %s has more than its share', (scope, of) => {
  const { leave } = letIn(STREAM_LIMITS[scope] + 10, of)
  expect(leave).toHaveLength(STREAM_LIMITS[scope])
  for (const give of leave) give()
  const again = letIn(STREAM_LIMITS[scope], of)
  expect(again.refused).toBe('')
  for (const give of again.leave) give()
})

test('a slot that is released twice counts once', () => {
  const give = takeStreamSlot(reader('k', 'w', null))
  const kept = takeStreamSlot(reader('k', 'w', null))
  give()
  give()
  expect(letIn(30, () => reader('k', 'w', null)).leave).toHaveLength(STREAM_LIMITS.reader - 1)
  kept()
})
