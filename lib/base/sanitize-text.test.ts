import { Writable } from 'node:stream'
import pino from 'pino'
import { expect, test } from 'vitest'
import { sanitizeLine, sanitizeText } from './sanitize-text'
import { HOSTILE } from './testing/hostile-strings'

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const STEERS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/
const TURNS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/
const HIDES = /[\u00ad\u200b\u2060-\u2064\ufeff\ufff9-\ufffb\u{e0000}-\u{e0fff}]/u

test('the corpus has at least 100 texts, all different', () => {
  expect(new Set(HOSTILE.map(({ text }) => text)).size).toBe(HOSTILE.length)
  expect(HOSTILE.length).toBeGreaterThanOrEqual(100)
})

test.each(HOSTILE)(
  '$tries: the shown form of $text has no controls, no reversing marks and no invisible characters',
  ({ text }) => {
    const shown = sanitizeText(text)
    expect(shown).not.toMatch(STEERS)
    expect(shown).not.toMatch(TURNS)
    expect(shown).not.toMatch(HIDES)
    expect(shown.isWellFormed()).toBe(true)
    expect(sanitizeText(shown)).toBe(shown)
    expect(sanitizeLine(text)).not.toMatch(/[\n\r\t\u2028\u2029]/)
  },
)

test.each([
  ['\u001b[31mred\u001b[0m', 'red'],
  ['\u001b]8;;https://evil.example\u001b\\link\u001b]8;;\u001b\\', 'link'],
  ['a\r\nb\rc\u2028d', 'a\nb\nc\nd'],
  ['tab\tand\nline', 'tab\tand\nline'],
  ['\u202egnp.exe', 'gnp.exe'],
  ['lone \ud83d', 'lone \ufffd'],
  ['مرحبا', 'مرحبا'],
  ['گیبوی\u200cها', 'گیبوی\u200cها'],
  ['👩‍👩‍👧‍👦 <b>', '👩‍👩‍👧‍👦 <b>'],
  ['a\0b', 'ab'],
])('%j is shown as %j', (text, shown) => expect(sanitizeText(text)).toBe(shown))

test.each([
  '\u001b]',
  '\u001bP',
  '\u001bX',
  '\u001b^',
  '\u001b_',
  '\u0090',
  '\u0098',
  '\u009d',
  '\u009e',
  '\u009f',
  '\u009b',
  '\u001b[',
])('a stray %j takes no text away, neither after it nor on other lines', (stray) => {
  expect(sanitizeText(`one\n${stray}; title\nFATAL: disk full\n`)).toMatch(/^one\n.*itle\nFATAL: disk full\n$/)
  expect(sanitizeText(`one\n${stray}\nERROR 1\nERROR 2\n\u0007after\n`)).toBe('one\n\nERROR 1\nERROR 2\nafter\n')
  expect(sanitizeText(`job failed: ${stray}`)).toBe('job failed: ')
  expect(sanitizeText(`c-${stray}1`)).not.toBe(sanitizeText(`c-${stray}2`))
})

test('any text of 100 kB is sanitized within milliseconds', () => {
  for (const unit of [
    'x',
    '\u001b',
    '\u001b[',
    '\u001b]',
    '\u009b1;',
    '\u009d',
    '\u0090x',
    '\u009dx\u001b',
    '\u202e',
    '\ud800',
    '\r\n',
    '\u001b]x',
  ]) {
    const startedAt = performance.now()
    sanitizeText(unit.repeat(Math.ceil(100_000 / unit.length)))
    expect(performance.now() - startedAt, JSON.stringify(unit)).toBeLessThan(5_000)
  }
})

test('a log line stays one line for any text', () => {
  const lines: string[] = []
  const sink = new Writable({
    write(chunk, _, done) {
      lines.push(String(chunk))
      done()
    },
  })
  const log = pino({ base: null }, sink)
  for (const { text } of HOSTILE) {
    log.info({ agent: text, [text.slice(0, 20)]: 1, err: Object.assign(new Error(text), { code: text }) }, text)
  }
  expect(lines).toHaveLength(HOSTILE.length)
  for (const [at, line] of lines.entries()) {
    expect(line.indexOf('\n')).toBe(line.length - 1)
    expect(line).not.toMatch(/\r/)
    expect(JSON.parse(line).agent).toBe(HOSTILE[at]!.text.toWellFormed())
  }
})
