import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Signal } from '@/lib/core/types'
import { parseBeat } from './beat-parse'
import type { BeatRequest } from './beat-request'
import { meaningOf, readPathSignal } from './said'
import { readSignal, SIGNAL_WORDS } from './signal-words'

interface Sent {
  path?: string
  query?: string
  body?: string | Buffer
  type?: string
  bound?: Signal
}

function told({ path = '', query = '', body = '', type = '', bound }: Sent) {
  const request: BeatRequest = {
    path: readPathSignal(path),
    query,
    contentType: type,
    body: Buffer.from(body as string),
    bodyTruncated: false,
    idempotencyHeader: null,
    traceparent: null,
  }
  const { fields, warnings } = parseBeat(request)
  const isPart = fields.step !== null || fields.shard !== null
  const meaning = meaningOf(fields.said, { bound: bound ?? null, isPart })
  return { ...fields, ...meaning, warnings: [...warnings, ...meaning.warnings].join(' ') }
}

const JSON_TYPE = 'application/json'
const FORM = 'application/x-www-form-urlencoded'

describe('the words', () => {
  it('are in the table of docs/protocol.md, exactly', () => {
    const text = readFileSync('docs/protocol.md', 'utf8')
    const rows = [...text.matchAll(/^\| \*\*(\w+)\*\*[^|]*\| (.*?) \|$/gm)]
    const documented = Object.fromEntries(
      rows.map(([, signal, words]) => [signal, [...words!.matchAll(/`([^`]+)`/g)].map(([, word]) => word)]),
    )
    expect(documented).toEqual(SIGNAL_WORDS)
  })

  it('mean one signal each, and no word that is not clear enough means one', () => {
    const plain = (word: string) => word.toLowerCase().replace(/[-_.]/g, '')
    const words = Object.values(SIGNAL_WORDS).flat().map(plain)
    expect(words.filter((word, i) => words.indexOf(word) !== i)).toEqual([])
    const tooLittle = ['exited', 'terminated', 'ended', 'end', 'stop', 'unknown', 'none', 'null', 'undefined', 'NaN']
    for (const word of [...tooLittle, 'nil', 'alive', 'ping', 'heartbeat', 'yes', 'no'])
      expect(readSignal(word)).toBeNull()
  })

  it.each([
    ['In Progress', 'progress'],
    ['in-progress', 'progress'],
    [' "OK" ', 'success'],
    ['SigTerm', 'fail'],
    ['term', 'fail'],
    ['SIGSTOP', 'fail'],
    ['oom_kill', 'fail'],
    ['skipped', 'skipped'],
  ])('%j means %s', (word, signal) => expect(readSignal(word)?.signal).toBe(signal))

  it.each([
    ['0', 0],
    ['+0', 0],
    ['-0', 0],
    ['00', 0],
    ['0.0', 0],
    ['-9', -9],
    ['3221225477', 3221225477],
  ])('%j is the exit status %d', (text, exit) => {
    expect(readSignal(text)).toEqual({ signal: exit === 0 ? 'success' : 'fail', exit })
  })
})

describe('what follows the key in a URL', () => {
  it.each([
    ['', null],
    ['/fail', 'fail'],
    ['/fail/', 'fail'],
    ['//fail', 'fail'],
    ['/Fail%20', 'fail'],
    ['/%22fail%22%0D', 'fail'],
    ['/signal', 'fail'],
    ['/7', 'fail'],
    ['/-9', 'fail'],
    ['/0', 'success'],
  ])('%j says %j', (rest, signal) => expect(readPathSignal(rest)?.signal ?? null).toBe(signal))

  it.each(['/stop', '/1.5', '/fail/now', '/sideways', '/%2f..', '/..', '/%zz'])('%j cannot be read', (rest) => {
    expect(readPathSignal(rest)).toMatchObject({ fault: 'unreadable', signal: null })
  })

  it.each(['/', '//', '/%20'])('%j has no signal, with a warning', (path) => {
    const { signal, warnings } = told({ path })
    expect([signal, warnings]).toEqual(['success', 'The URL ends in / : was a variable empty?'])
  })
})

describe('what a call means', () => {
  it.each<[string, Sent, string, RegExp]>([
    ['lines of JSON with /0', { path: '/0', body: '{"status":"fail"}\n{"a":1}\n' }, 'success', /^$/],
    ['/log with an error', { path: '/log', body: '{"status":"error"}' }, 'log', /changed nothing/],
    ['completed, failure', { body: '{"status":"completed","conclusion":"failure"}' }, 'fail', /A failure counts/],
    ['status twice', { query: 'status=success&status=fail' }, 'fail', /status says "success"/],
    ['an empty status and exit 0', { body: '{"status":"","exit":0}' }, 'success', /^$/],
    ['a failure key with /success', { bound: 'fail', path: '/success' }, 'fail', /the URL says success/],
    ['a start key with success', { bound: 'start', body: '{"status":"success"}' }, 'start', /the key counts/],
    ['broken JSON', { body: '{"status":"fail","message":"a "b","status":"ok"}', type: JSON_TYPE }, 'fail', /repaired/],
    ['robocopy', { path: '/success', query: 'exit=3' }, 'success', /^$/],
    ['a log key', { bound: 'log', path: '/fail' }, 'log', /bound to log/],
    ['a purpose key and another path', { bound: 'progress', path: '/success' }, 'success', /bound to progress/],
    ['a step that was skipped', { query: 'status=skipped&step=load' }, 'success', /^$/],
    ['a run that was skipped', { query: 'status=skipped' }, 'log', /^$/],
    ['the body before the query', { query: 'status=start', body: 'status=progress', type: FORM }, 'progress', /start/],
    ['JSON without a known field', { body: '{"text":"repo locked"}' }, 'success', /no known field/],
  ])('%s', (_, sent, signal, warning) => {
    const meant = told(sent)
    expect(meant.signal).toBe(signal)
    expect(meant.warnings).toMatch(warning)
  })

  it.each<[string, Sent, RegExp]>([
    [
      'an empty exit status',
      { query: 'exit=' },
      /^exit is empty: was a variable not set\? Counted as a failure\. Send/,
    ],
    [
      'an unknown status',
      { query: 'status=kaputt' },
      /^status is "kaputt", which is no signal and no exit status; counted/,
    ],
    ['half an exit status', { body: '{"exit":1.5}' }, /^exit is "1.5", which is no exit status/],
    ['a line that begins like a form', { body: 'exit=1 files=12', type: FORM }, /^The body begins with exit=/],
  ])('%s is a failure that says why', (_, sent, sentence) => {
    const { signal, trouble } = told(sent)
    expect([signal, trouble]).toEqual(['fail', expect.stringMatching(sentence)])
  })
})

describe('fields', () => {
  it('have names in any case, and a run key is trimmed', () => {
    expect(told({ query: 'Run=%20a%0D&DONE=5&Metric.Rows=3' })).toMatchObject({
      runKey: 'a',
      done: 5,
      metrics: { Rows: 3 },
    })
    expect(told({ query: 'rid=a' }).runKey).toBe('a')
  })

  it('keep the digits of a number that JavaScript cannot represent', () => {
    expect(told({ body: '{"run":90071992547409931234}' }).runKey).toBe('90071992547409931234')
    expect(told({ body: '{"run":7}' }).runKey).toBe('7')
  })

  it('that cannot be used leave the former value', () => {
    expect(told({ query: 'done=5&exit=2', body: '{"done":"many","exit":3221225477}' })).toMatchObject({
      done: 5,
      exit: 3221225477,
      signal: 'fail',
    })
    expect(told({ query: 'done=many&done=5' }).done).toBe(5)
  })
})

describe('a body', () => {
  it.each(['step=3 of 5 finished', '{"text":"repo locked"}', 'exit=1 files=12', 'a=1&b=2', '{"a":1}\n{"a":2}'])(
    '%j is kept as output',
    (body) => expect(told({ body, type: FORM }).output).toBe(body),
  )

  it('is read in the charset that it declares, or shows', () => {
    const bytes = Buffer.from('f\xfcr M\xfcller', 'latin1')
    expect(told({ body: bytes, type: 'text/plain; charset=windows-1252' }).output).toBe('für Müller')
    expect(told({ body: 'message=f%FCr&run=1', type: FORM }).message).toBe('für')
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('für\r\nalle', 'utf16le')])
    expect(told({ body: utf16 }).output).toBe('für\nalle')
  })

  it.each([
    '{"status":"failed","run":"p5","step":"load","message":"open "a.csv": no such file"}',
    '{"status":"failed","run":"p5","message":"got "a", "b"","step":"load"}',
    '{"message":"C:\\temp\\users\\xml is missing","step":"load","run":"p5","status":"failed"}',
  ])('that cannot be repaired still names its run and part: %s', (body) => {
    expect(told({ body, type: JSON_TYPE })).toMatchObject({ signal: 'fail', runKey: 'p5', step: 'load' })
  })

  it('is repaired quickly, or not at all, with any number of quotes', () => {
    const worst = ['"', "'", '"\'1', '"[', '"{', '”', '"{“', "'{ ", '}', '(', '...'].map(
      (unit) => `{"status":"fail",${unit.repeat(30_000)}`,
    )
    const startedAt = performance.now()
    for (const body of worst) expect(told({ body, type: JSON_TYPE }).signal).toBe('fail')
    expect(performance.now() - startedAt).toBeLessThan(5_000)
  })
})

it('an exit status has the names that tools use, and null has no effect, with a warning', () => {
  for (const name of ['exit', 'exit_code', 'exitCode', 'exit_status', 'returncode']) {
    expect(told({ body: JSON.stringify({ [name]: 1 }), type: JSON_TYPE })).toMatchObject({ signal: 'fail', exit: 1 })
    expect(told({ query: `${name}=0` })).toMatchObject({ signal: 'success', exit: 0 })
    const unset = told({ body: JSON.stringify({ [name]: null }), type: JSON_TYPE })
    expect(unset.signal).toBe('success')
    expect(unset.warnings).toContain(`${name} is null, which has no effect.`)
  }
})

it.each([
  ['a form that ends in line ends', `message=x${'\n'.repeat(400_000)}y`, ''],
  ['a status of blanks in a form', `status=x${'+'.repeat(400_000)}x`, ''],
  ['a status of blanks in JSON', JSON.stringify({ status: `x${' '.repeat(400_000)}x` }), JSON_TYPE],
  ['a body of blanks', `x${' '.repeat(400_000)}x`, ''],
  ['broken JSON of blanks', `{"status":"fail"${' '.repeat(60_000)}"`, JSON_TYPE],
  ['broken JSON of line ends', `{"a":1,${'\n'.repeat(60_000)}x`, JSON_TYPE],
])('%s is read in one pass', (_, body, type) => {
  const startedAt = process.cpuUsage()
  told({ body, type })
  told({ query: body })
  const { user, system } = process.cpuUsage(startedAt)
  // Looking back over it once for each of its characters takes minutes.
  expect((user + system) / 1_000_000).toBeLessThan(5)
})

it.each([
  ['a form', `${filled('=', '&')}${'exit=1&'.repeat(130_000)}`, undefined],
  ['a form of flags', `${filled('=', '&')}${'ok=false&'.repeat(100_000)}`, undefined],
  ['JSON', `{${filled(':', ',')}${'"exit":1,'.repeat(100_000)}"a":1}`, JSON_TYPE],
  ['broken JSON', `{${filled(':', ',')}${'"exit":1,'.repeat(100_000)}"a" 1}`, JSON_TYPE],
])('%s that repeats the same a hundred thousand times is read once', (_, body, type) => {
  const startedAt = process.cpuUsage()
  told({ body, type })
  const { user, system } = process.cpuUsage(startedAt)
  // Comparing each with all earlier ones takes ten times as long as reading it.
  expect((user + system) / 1_000_000).toBeLessThan(1)
})

/** Fifty statements of each kind, in the words of a form or of JSON. */
function filled(mark: string, end: string): string {
  const kinds = [(n: number) => `x${n}`, (n: number) => `${n + 1}`, (n: number) => `${'0'.repeat(n + 1)}`]
  const names = mark === ':' ? ['"status"', '"exit"'] : ['status', 'exit']
  const value = (text: string) => (mark === ':' ? `"${text}"` : text)
  return names
    .flatMap((name) =>
      kinds.flatMap((kind) => Array.from({ length: 50 }, (_, n) => `${name}${mark}${value(kind(n))}${end}`)),
    )
    .join('')
}

describe('a failure counts at any place, above every limit', () => {
  const others = (count: number) => Array.from({ length: count }, (_, n) => [`other${n}`, n] as const)
  it.each(['{"conclusion":"failure"}', '{"ok":false}', '{"status[]":"fail"}', '{"exit_code":2}'])(
    'in JSON: %s',
    (said) => {
      const body = JSON.stringify({ message: 'x', ...Object.fromEntries(others(250)), ...JSON.parse(said) })
      expect(told({ body, type: JSON_TYPE }).signal).toBe('fail')
    },
  )
  it.each(['ok=false', 'conclusion=failure', 'status[]=fail', '%73tatus=fail', 'exit_code=2'])(
    'in a form: %s',
    (said) => {
      const body = [...others(600).map(([name, value]) => `${name}=${value}`), 'message=x', said].join('&')
      expect(told({ body }).signal).toBe('fail')
    },
  )
  it('after many success words, also if it cannot be read', () => {
    const good = Array.from({ length: 60 }, (_, n) => `status=ok${' '.repeat(n)}`)
      .join('&')
      .replaceAll(' ', '+')
    expect(told({ query: `${good}&status=kaputt` }).signal).toBe('fail')
  })
  it('after any number of words without a meaning, beside a success in the path', () => {
    const blank = Array.from({ length: 150 }, (_, n) => `status=${'+'.repeat(n + 1)}`).join('&')
    const unread = Array.from({ length: 150 }, (_, n) => `exit=x${n}`).join('&')
    expect(told({ path: '/success', query: `${blank}&${unread}&status=fail` }).signal).toBe('fail')
    expect(told({ body: `${'status=ok&'.repeat(3_000)}message=x&ok=false` }).signal).toBe('fail')
    const broken = `{"message":"a "b","${'x":1,"status":"ok","'.repeat(1_500)}status":"fail","`
    expect(told({ body: broken, type: JSON_TYPE }).signal).toBe('fail')
  })
  it.each(['fail', '"fail"', 'status: fail'])('as a single word among spaces: %s', (word) => {
    expect(told({ body: `${word}${' '.repeat(300)}\n` }).signal).toBe('fail')
    expect(told({ body: `${'\n'.repeat(300)}${word}` }).signal).toBe('fail')
  })
})

/** The meaning of a body of which only the first forty characters and the rest, as its end, are known. */
function meaningOfLong(text: string, contentType: string) {
  const request: BeatRequest = {
    ...{ path: null, query: '', contentType, idempotencyHeader: null, traceparent: null },
    body: Buffer.from(text.slice(0, 40)),
    bodyTruncated: true,
    bodyEnd: { bytes: Buffer.from(text.slice(40)), offset: 0 },
  }
  return meaningOf(parseBeat(request).fields.said, { bound: null, isPart: false }).signal
}

it.each(['exit_code=2', 'ok=false', 'conclusion=failure', 'STATUS=fail', '%73tatus=failed%20', 'status[]=fail\n'])(
  'a failure at the end of a long form counts: %s',
  (said) => {
    const form = `status=ok&message=${'x'.repeat(200)}&rows=7`
    expect([meaningOfLong(form, ''), meaningOfLong(`${form}&${said}`, '')]).toEqual(['success', 'fail'])
  },
)

describe('nested objects of a body have no effect on the run', () => {
  const tests = Array.from({ length: 3 }, (_, n) => ({ name: `test ${n} "x}" \\`, result: 'failed', ok: false }))
  const cut = (value: object) => meaningOfLong(JSON.stringify(value), JSON_TYPE)
  it('neither at the end of long JSON', () => {
    const steps = [{ step: 'load', status: 'failed', exit_code: 1 }]
    expect(cut({ status: 'ok', message: 'x'.repeat(100), steps, rows: 7 })).toBe('success')
    expect(cut({ status: 'ok', message: 'x'.repeat(100), steps, exit_code: 1 })).toBe('fail')
    expect(cut({ status: 'ok', message: 'x'.repeat(100), tests })).toBe('success')
    expect(cut({ status: 'ok', message: 'x'.repeat(100), tests, ok: false })).toBe('fail')
    expect(cut({ status: 'ok', message: 'x'.repeat(100), tests, conclusion: 'failure', rows: 7 })).toBe('fail')
  })
  it('nor in broken JSON, but for a status', () => {
    const body = `{"status":"ok","message":"said "x"","tests":${JSON.stringify(tests.map(({ ok }) => ({ ok })))}}`
    expect(told({ body, type: JSON_TYPE }).signal).toBe('success')
  })
})
