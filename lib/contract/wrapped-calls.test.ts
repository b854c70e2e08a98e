import { describe, expect, it } from 'vitest'
import { meant } from './testing/meant'

const FORM_TYPE = 'application/x-www-form-urlencoded'
const JSON_TYPE = 'application/json'
/** With a name that is no longer than a line. */
const named = (texts: readonly string[]) => texts.map((text) => [text.slice(0, 70), text] as const)
const LONG = 'x'.repeat(1_100_000)

describe('a failure is read in any wrapping', () => {
  it.each(
    named([
      // The quotes of cmd.exe, which passes them on.
      `'status=fail'`,
      `'status=fail&run=1'`,
      '"status=fail',
      '`status=fail`',
      '“status=fail”',
      '\\"status=fail\\"',
      // A raw & between spaces or line ends.
      'run=1& status=fail',
      'run=1 & status=fail',
      'run=1&\nstatus=fail',
      'message=fish & chips & status=fail',
      'run=1&fail',
      // Escaped too often.
      'run=1&status%3Dfail',
      'status%3Dfail',
      '&amp;status=fail',
      '?status=fail',
      // JSON texts, and lists of one.
      '"fail\\n"',
      '" fail "',
      '"[{\\"status\\":\\"fail\\"}]"',
      '[[{"status":"fail"}]]',
      `'[{"status":"fail"}]'`,
      'data=[{"status":"fail"}]',
      'payload={"status": "fail"}',
      'payload={"status":"fail","message":"disk full"}',
      'data={"ok": false, "message": "a b"}',
      'json={"state": "failed"}',
      'body={"exit": 3}',
      // Texts that look like a log, and are none.
      '{"status":"fail","log":"{"a":1}\n{"b":2}"}',
      '{"status":"fail","log":"got {}\n{x}\n"}',
      '{"m":{"x":1},\n"status":"fail",\n"rows":[\n{"id":1},\n]}',
      '{"rows":3}\n{"status":"fail","message":"a "b""}',
      'run=7&status=fail\nmessage=x',
      'run=7&status=failed\nexit=3',
      'run=7&log=a b=c&status=exit code 3',
      'host=a&note=x y=z&exit=3 4',
      'run=7&amp;log=a b=c&amp;status=fail',
      'log=a b=c&%73tatus=fail',
      'metric.http/errors=3&status=fail',
      'app.kubernetes.io/name=x&status=fail',
      'a?=1&status=fail',
      'metric.<x>=1&exit=3',
      'payload={"status":"fail"}&x=1',
      'run=1&payload={"status":"fail"}',
      // Without its braces.
      '"status":"fail","run":"1"',
      '"status":"fail",',
      // As other languages print an object.
      `{u'status': u'fail'}`,
      '{"status"=>"fail"}',
      '{:status=>"fail"}',
      '@{status=fail}',
      '{status=fail, run=1}',
      '[object Object]',
      'System.Collections.Hashtable',
      // With quotes of HTML, SQL, PowerShell, cmd.exe, URLs and books.
      '{&quot;status&quot;:&quot;fail&quot;}',
      '{""status"":""fail""}',
      '{`"status`":`"fail`"}',
      '{^"status^":^"fail^"}',
      '{%22status%22:%22fail%22}',
      '{\\u0022status\\u0022:\\u0022fail\\u0022}',
      '{„status“:„fail“}',
      '{«status»:«fail»}',
      '\u200b{"status":"fail"}',
      '\u001e{"status":"fail"}',
      '{"exit":1e-400}',
      '{"fail":true}',
      '{"exit-code":3}',
      'status[0]=fail',
      // Too long to be read.
      `log=${LONG}&status=fail`,
      `log=${LONG}&status=`,
      `status=running&log=${LONG}&status=timed out`,
      `log=${LONG}&ok=false`,
      `{'log':'${LONG}','ok':False}`,
      `{'log':'${LONG}','state':'failed'}`,
    ]),
  )('body %s', (_, body) => {
    expect([FORM_TYPE, 'text/plain', JSON_TYPE].map((type) => meant({ body, type }).signal)).toEqual([
      'fail',
      'fail',
      'fail',
    ])
  })

  it.each([
    'run=1&amp;fail',
    '??status=fail',
    'run=1?status=fail',
    `'status=fail'`,
    '"status=fail"',
    '%22status%22=fail',
    'status:fail',
    '%00status=fail',
    'status%E2%80%8B=fail',
    '=fail',
    'fail;',
    'fail,',
    'fail/',
  ])('query %s', (query) => {
    expect(meant({ query }).signal).toBe('fail')
  })

  it('a form that is declared as lines of JSON', () => {
    expect(meant({ body: 'status=fail', type: 'application/x-ndjson' }).signal).toBe('fail')
  })

  it.each([
    ['utf-16 over windows-1252', Buffer.from('status=fail&message=größer', 'latin1'), 'text/plain; charset=utf-16'],
    ['a mark of UTF-16 before ASCII', Buffer.from('\xff\xfefail', 'latin1'), 'text/plain'],
    ['the other mark', Buffer.from('\xfe\xff{"status":"fail"}', 'latin1'), 'text/plain'],
  ])('%s', (_, bytes, type) => {
    expect(meant({ bytes, type }).signal).toBe('fail')
  })
})

describe('the output of a job is output', () => {
  it.each(
    named([
      'level=info path=/api/orders?page=1&status=active duration=3ms',
      'https://ci/run?id=3&status=failed',
      'https://ci/run?id=3&exit=1 uploaded',
      '/x?a=1&status=fail',
      's3://b/k?a=1&exit=x',
      'a=1\nGET /x?b=2&exit=foo HTTP/1.1',
      'A=1\n<a href="?a=1&exit=3">',
      'FOO=bar\nGET http://x/y?a=1&run=7 ok\nDone',
      '{"batch":500}\nHTTP status: 200\nDone',
      '{"batch":500}\nStarting\nexit: 0',
      '{"id":1,"items":[{"status":"failed"}]}\nDone',
      '{"level":30,"status":200}\n{"level":30,"status":404}\nDone in 3s.',
      '{"level":30,"status":200}\n# a comment\n{"level":30,"status":404}\n',
      '{"level":30,"status":200}\n{"level":30,"status":404}\n{"level":30,"sta',
      '{"level":30,"status":200},\n{"level":30,"status":404},\n',
      '{"level":"info","status":200}\n{"level":"info","status":200}\n}',
      'result: {"status":"archived"}',
      '{id=1, status=failed}\n{id=2, status=ok}',
      '@{id=1; status=failed}\n@{id=2; status=ok}',
      '{job="x",status="error"}',
      '{total = 0; status = system(x)}',
      '{id=1, total=3}',
      '"status=fail" was seen 3 times, retried, ok',
      `'status=fail' is what the last run sent`,
      '"status=ok" "run=7"',
      '"run=1","status=fail"',
      'rc=0 && exit=1',
      'a=b && exit=1',
      'status%3Dfail in the url',
      'run%3D7 was retried, all well',
      'a=1&down',
      'data={"rows":3}',
      'payload={"a":1}&x=2',
      '"name":"x","status":"3 rows"',
      '"exit code"',
      `{"batch":500}\n${'Done {"status":"failed"} retried\n'.repeat(3)}${'x'.repeat(200)}`,
      'fish & chips',
      'a & b = c',
    ]),
  )('%s', (_, body) => {
    for (const type of [FORM_TYPE, 'text/plain'])
      expect(meant({ body, type })).toMatchObject({ signal: 'success', output: body, runKey: null })
  })
})

describe('a success stays a success', () => {
  it.each([
    ['message=a b=c&status=ok', 'success'],
    ['message=fish & chips&status=running', 'progress'],
    ['message=R&D&status=ok', 'success'],
    ['message=stop&start&status=ok', 'success'],
    ['run=nightly 3&status=ok', 'success'],
    [`'status=ok'`, 'success'],
    [`{u'status': u'ok'}`, 'success'],
    ['{"status"=>"ok"}', 'success'],
    ['{status=running, run=1}', 'progress'],
    ['payload={"status":"running"}&x=1', 'progress'],
    ['{"failed":0,"success":12,"status":"ok"}', 'success'],
    [`log=${LONG}&status=ok`, 'success'],
  ])('body %#', (body, signal) => {
    expect(meant({ body }).signal).toBe(signal)
  })
  it.each(
    named([
      'url=https://g/d?status=all',
      'url=https://g/d?status',
      'url=https://ci/x?status=running',
      'branch=fix/timeout&status=ok',
      'run=release/int',
      'rid=a/error',
      'env=eu/down',
      'file=/data/error',
      'run=a/fail&status=ok',
      'checkpoint=page?state=failed',
      'message=a/b?error',
      'step=a?log',
      'idem=abc/fail',
      'url[]=https://x/error',
    ]),
  )('query %s is a success', (_, query) => {
    expect(meant({ query }).signal).toBe('success')
  })
  it('a query keeps values that contain words', () => {
    expect(meant({ path: '/start', query: 'run=a/fail?b' })).toMatchObject({ signal: 'start', runKey: 'a/fail?b' })
    expect(meant({ path: '/0', body: '{status=200, body=ok}' }).signal).toBe('success')
    expect(meant({ body: 'step=load&checkpoint=file=a offset=10' }).step).toBe('load')
    expect(meant({ body: 'run=7&log=rows=3 failed=0', path: '/start' }).runKey).toBe('7')
    expect(meant({ body: 'metric.a/b=1&run=7', path: '/start' }).runKey).toBe('7')
  })
  it('a long log whose first line is JSON is output', () => {
    const body = `{"batch":500}\n${'Done {"status":"failed"} retried\n'.repeat(3)}${LONG}`
    expect(meant({ body }).signal).toBe('success')
  })
  it.each([
    ['run=2026/11&status=ok', 'success'],
    ['url=https://ci/job/12/failed', 'success'],
    ['run=a?b', 'success'],
    ['url=https://ci/?page=1', 'success'],
    ['message=what?&status=start', 'start'],
  ])('query %s is %s', (query, signal) => {
    expect(meant({ query }).signal).toBe(signal)
  })
  it.each(['失败', '進捗は順調です。次の手順へ進みます'])('UTF-16 of other scripts: %s', (text) => {
    const bytes = Buffer.from(text, 'utf16le')
    expect(meant({ bytes, type: 'text/plain; charset=utf-16le' })).toMatchObject({ signal: 'success', output: text })
    const marked = Buffer.concat([Buffer.from([0xff, 0xfe]), bytes])
    expect(meant({ bytes: marked, type: 'text/plain' })).toMatchObject({ signal: 'success', output: text })
  })
})

it.each([
  ['braces behind a bracket', `[${'{'.repeat(50_000)}`],
  ['pairs of both', '[{'.repeat(30_000)],
  ['braces after a name', `{"a":${'{"a":'.repeat(10_000)}`],
  ['fewer braces, many times', `[${`${'{'.repeat(90)}${'}'.repeat(80)}`.repeat(300)}`],
  ['members of a payload', `x=1&payload={${Array.from({ length: 60_000 }, (_, n) => `"k${n}":1`).join()}}`],
  ['members in lists', `[[[{${Array.from({ length: 60_000 }, (_, n) => `"k${n}":1`).join()}}]]]`],
  ['escaped pairs', 'x%3d&'.repeat(200_000)],
  ['a map of nothing', `{a=${';'.repeat(990_000)}`],
  ['quotes and braces', `{${'"a{'.repeat(100)}`],
])('%s take no longer than others', (_, body) => {
  const startedAt = process.cpuUsage()
  meant({ body })
  const { user, system } = process.cpuUsage(startedAt)
  expect((user + system) / 1_000_000).toBeLessThan(1)
})
