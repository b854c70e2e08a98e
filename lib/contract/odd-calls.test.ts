import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { type Call, meant } from './testing/meant'

const JSON_TYPE = 'application/json'
const FORM_TYPE = 'application/x-www-form-urlencoded'

const deep = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)

describe('an unusual call does not throw', () => {
  it.each([
    '{"status":"fail","idem":{"toString":null}}',
    `{"status":"fail","idem":${deep(20_000)}}`,
    `{"status":${deep(20_000)}}`,
    `{"exit":${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}}`,
    `{"status":"fail","metrics":${deep(20_000)},"message":${deep(20_000)}}`,
  ])('and is a failure: %#', (body) => {
    expect(meant({ body, type: JSON_TYPE }).signal).toBe('fail')
  })
})

const LONG = 'x'.repeat(1_100_000)
const PATH = 'C:\\users\\temp'
describe('a failure counts', () => {
  it.each([
    ['a flag in JSON that cannot be repaired', `{"ok":false,"path":"${PATH}"}`],
    ['another flag in it', `{"fail":true,"path":"${PATH}"}`],
    ['an exit-code in it', `{"exit-code":3,"path":"${PATH}"}`],
    ['an alias in it', `{"state":"failed","path":"${PATH}"}`],
    ['a conclusion beside a good status in it', `{"status":"completed","conclusion":"failure","path":"${PATH}"}`],
    ['a list of status in it', `{"status[]":"fail","message":"${PATH}"}`],
    ['a first name with a mark', '{"a-b":1,"status":"fail"} x'],
    ['a first name with a blank', `{"Job name":"x","status":"fail","path":"${PATH}"}`],
    ['a first name with an @', '{"@timestamp":"2026","exit":3} trailing'],
    ['many quotes', `{"größe":"a",${'"x":"y",'.repeat(200)}"status":"fail","log":"a\nb"}`],
    ['many blanks before it', `${' '.repeat(300)}{"status":"fail"}`],
    ['many line ends before a form', `${'\n'.repeat(300)}status=fail&message=x`],
    ['the quotes of a shell, single', `'{"status":"fail"}'`],
    ['without any others', `'{status:fail}'`],
    ['backticks', '`{"status":"fail"}`'],
    ['double ones', '"{"status":"fail"}"'],
    ['a flag in quotes', `{"ok":"'false'"}`],
    ['a padded alias', `{"state":"failed${' '.repeat(300)}"}`],
    ['German quotes', '{"state":"„failed“"}'],
    ['its brace missing', '"status":"fail","message":"x"}'],
    ['a list of one that is longer than is read', `[{"status":"fail","log":"${LONG}"}]`],
    ['a list of one, its status last', `[{"log":"${LONG}","status":"fail"}]`],
    ['a raw line end, longer than is read', `{"log":"a\nb","status":"fail","more":"${LONG}"}`],
    ['a raw line end, its status first', `{"status":"fail","log":"a\nb${LONG}`],
    ['a quote in a list, longer than is read', `{"log":["5" disk"],"status":"fail","x":"${LONG}"}`],
    ['a raw line end and a flag, longer than is read', `{"log":"a\nb","ok":false,"x":"${LONG}"}`],
    ['a raw line end and an alias, longer than is read', `{"log":"a\nb","state":"failed","x":"${LONG}"}`],
    ['an alias in single quotes, longer than is read', `{'state':'failed','x':'${LONG}'}`],
    ['its brace missing, longer than is read', `"status":"fail","message":"${LONG}"}`],
    ['a list of one with a quote in it', `[{"status":"fail","log":"he said "} and ${LONG}"}]`],
    ['a list of one and blanks', `[{"status":"fail"}${' '.repeat(1_100_000)}]`],
    ['single quotes, longer than is read', `{'status':'fail','log':'${LONG}'}`],
  ])('with %s', (_, body) => {
    expect([meant({ body, type: FORM_TYPE }).signal, meant({ body, type: JSON_TYPE }).signal]).toEqual(['fail', 'fail'])
  })
  it.each([
    'ok=%22false%22',
    "error='true'",
    `state=failed${'+'.repeat(300)}`,
    'exit_code=',
    'exit_code',
    'error',
    'error=',
    'fail=',
  ])('in a query: %s', (query) => {
    expect(meant({ query }).signal).toBe('fail')
  })
})

it.each(['utf-16', 'UTF-16LE', 'utf-16be', 'unicode', 'ucs-2'])(
  'a body whose bytes cannot be of the charset said to be: %s',
  (charset) => {
    for (const body of ['status=fail', '{"status":"fail","message":"größer"}', 'fail'])
      for (const type of ['text/plain', FORM_TYPE, JSON_TYPE])
        expect([body, type, meant({ body, type: `${type}; charset=${charset}` }).signal]).toEqual([body, type, 'fail'])
  },
)

it('fifty words in the query leave room for those of the body', () => {
  const query = Array.from({ length: 60 }, (_, n) => `status=0${'0'.repeat(n)}`).join('&')
  expect(meant({ query, body: 'status=progress' }).signal).toBe('progress')
})

it.each([
  ['single quotes', `{'status':'fail','run':'r7','log':'${LONG}'}`],
  ['a raw line end', `{"log":"a\nb","run":"r7","status":"fail","x":"${LONG}"}`],
  ['its names last', `{"log":"${LONG}","run":"r7","status":"fail"}`],
])('JSON longer than is read names its run, with %s', (_, body) => {
  expect(meant({ body, type: FORM_TYPE })).toMatchObject({ signal: 'fail', runKey: 'r7' })
})

const NESTED = `{"status":"ok","rows":[1],"log":"${LONG}","rows2":[{"status":"failed"}]}`
describe('a running or successful job is no failure', () => {
  it.each([
    ['what is nested in long JSON', NESTED],
    ['the same in the quotes of a shell', `'${NESTED}'`],
    ['the same with a sign after it', `${NESTED};`],
    ['the same in a list', `[${NESTED}]`],
    ['lines of which the second is long', `{"status":"failed","job":"a"}\n{"log":"${LONG}"}\n`],
    ['a list of which the second is long', `[{"status":"failed","job":"a"},{"log":"${LONG}"}]`],
  ])('with %s', (_, body) => {
    expect([meant({ body, type: FORM_TYPE }).signal, meant({ body, path: '/0', type: 'text/plain' }).signal]).toEqual([
      'success',
      'success',
    ])
  })
  it.each([
    'Response: {"status":500,"message":"retried"}',
    'result: {"status":"3 rows copied"}',
    'console.log({"status":"partial ok"})',
    'error: {"message":"x"}',
    'result: {"state":"running"}',
    '"Task": finished {status: "3 of 4"}',
    '"x": {"status":"degraded"}',
    '"level":"info","status":"3 rows"} of 4',
  ])('a line that contains JSON is output: %s', (body) => {
    expect(meant({ body, path: '/0', type: 'text/plain' })).toMatchObject({ signal: 'success', output: body })
    expect(meant({ body, type: FORM_TYPE })).toMatchObject({ signal: 'success', output: body })
  })
  it.each([
    ['success', { query: 'status=ok&error=' }],
    ['success', { query: 'status=success&exit=0&timeout=&signal=&exception=&warning=' }],
    ['success', { body: 'status=ok&error=&message=x' }],
    ['success', { query: 'error=&status=ok' }],
    ['success', { query: 'error=', body: '{"status":"ok"}' }],
    ['start', { path: '/start', query: 'error=' }],
    ['success', { query: 'status=success&exit_code=' }],
    ['success', { path: '/success', query: 'exitCode=' }],
    ['start', { path: '/start', query: 'exit_code=&run=1' }],
    ['success', { query: `status=ok${'+'.repeat(300)}` }],
    ['success', { query: 'status=´success´' }],
    ['progress', { body: `{"status":"running${' '.repeat(248)}"}`, type: JSON_TYPE }],
    ['progress', { body: `${'\n'.repeat(300)}{"status":"running"}`, type: JSON_TYPE }],
    ['progress', { body: `{'status':'running','exit':None}` }],
    ['success', { body: `{'status': 'success', 'exit_code': None}` }],
    ['success', { body: '{"status":"done\\t","message":"a\nb"}' }],
    ['success', { body: '{"status":"done\\r\\n","message":"a\nb"}' }],
    ['progress', { body: '{status: in progress}' }],
    ['success', { body: '{"exit":0/* all well */}' }],
    ['success', { body: '{"status":"„success“"}' }],
    ['progress', { body: `{"state":"running","message":"${PATH}"}`, type: JSON_TYPE }],
  ] as const)('it is %s: %o', (signal, call: Call) => {
    expect(meant(call).signal).toBe(signal)
  })
  it.each([
    '[12:00:01] exit 0',
    '[10:01] status: up',
    '[main:1] service status ok',
    '{thread: 3} exit code 0',
    'got {"status":"fail"} from host 3, retried: {"status":"ok"}',
    'result: {"rows":3}',
    'checked(7) {x}',
  ])('a line of a log is output: %s', (body) => {
    expect([meant({ body, type: FORM_TYPE }), meant({ body, type: 'text/plain' })]).toEqual([
      { signal: 'success', output: body, runKey: null, step: null },
      { signal: 'success', output: body, runKey: null, step: null },
    ])
  })
})

it.each([
  ['one status in many blanks', `status=${'+'.repeat(490_000)}fail${' '.repeat(490_000)}`],
  ['names of no character', '%ff=&'.repeat(190_000)],
  ['values of no character', `message=${'%ff.'.repeat(240_000)}`],
  ['brackets', `{"a":${deep(490_000)}}`],
  ['brackets after a status', `{"status":"ok","a":${'{"a":'.repeat(150_000)}1${'}'.repeat(150_000)}}`],
  ['raw signs', `message=${'%.'.repeat(400_000)}&x=1`],
])('a body of %s takes no longer than others', (_, body) => {
  // As short as possible: some kilobytes.
  expect(gzipSync(body).length).toBeLessThan(10_000)
  const startedAt = process.cpuUsage()
  meant({ body, type: FORM_TYPE })
  const { user, system } = process.cpuUsage(startedAt)
  // Throwing an error for each takes seconds.
  expect((user + system) / 1_000_000).toBeLessThan(1)
})
