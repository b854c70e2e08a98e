import { expect, test } from 'vitest'
import { EventLines } from './event-lines'

function linesOf(...printed: string[]): unknown[] {
  const written: string[] = []
  const now = () => new Date('2026-11-27T12:00:00Z')
  const lines = new EventLines({ name: 'web', level: 'error', now, write: (line) => written.push(line) })
  for (const line of printed) lines.push(line)
  lines.flush()
  return written.map((line) => JSON.parse(line))
}

const event = (msg: string) => ({ level: 'error', time: '2026-11-27T12:00:00.000Z', name: 'web', msg })

test('an event is left unchanged', () => {
  const own = { level: 'info', time: '2026-11-27T11:00:00Z', name: 'ingest', msg: 'hello' }
  expect(linesOf(JSON.stringify(own))).toEqual([own])
})

test('an error with its stack and its cause is one event', () => {
  expect(
    linesOf(
      ' ⨯ Error: boom',
      '    at page (app/page.tsx:1:2)',
      '  [cause]: Error: deeper',
      '      at x',
      '}',
      'next one',
    ),
  ).toEqual([
    event('⨯ Error: boom\n    at page (app/page.tsx:1:2)\n  [cause]: Error: deeper\n      at x\n}'),
    event('next one'),
  ])
})

test('colours and empty lines are left out, and a line that only looks like an event is text', () => {
  expect(linesOf('', '\u001b[31mred\u001b[39m', '{"a":1}', '{half')).toEqual([
    event('red'),
    event('{"a":1}'),
    event('{half'),
  ])
})
