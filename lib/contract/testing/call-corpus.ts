import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import type { Signal } from '@/lib/core/types'
import { SIGNAL_WORDS } from '../signal-words'

/** One call of a heartbeat URL, as bytes. */
export interface CorpusCall {
  name: string
  method: 'GET' | 'POST' | 'PUT'
  /** The text after the key: path and query. */
  rest: string
  headers: Record<string, string>
  /** Null: none. */
  body: Buffer | null
  /** The signal of the key. Null: the main key. */
  bound: Signal | null
}

/** A call with the resulting status of a new monitor. */
export type JudgedCall = CorpusCall & { leaves: 'down' | 'up' | 'new' }

const FORM = 'application/x-www-form-urlencoded'
const JSON_TYPE = 'application/json'

type Change = Partial<Omit<CorpusCall, 'body'>> & { body?: Buffer | string; type?: string }

function call(name: string, { body, type, headers, ...change }: Change): CorpusCall {
  return {
    name,
    method: body === undefined ? 'GET' : 'POST',
    rest: '',
    bound: null,
    ...change,
    headers: { ...(type !== undefined && { 'content-type': type }), ...headers },
    body: body === undefined ? null : Buffer.from(body as string),
  }
}

const inUrl = (text: string) => encodeURIComponent(text)
const json = (value: unknown) => JSON.stringify(value)

/** Ways to send a status, each in another format. */
const WAYS: ((word: string) => CorpusCall)[] = [
  (word) => call(`${word} in the query`, { rest: `?status=${inUrl(word)}` }),
  (word) => call(`${word} in JSON`, { body: json({ status: word, rows: 12 }), type: JSON_TYPE }),
  (word) => call(`${word} in a form`, { body: `status=${inUrl(word)}&message=a%20b`, type: FORM }),
  (word) => call(`${word} in JSON as text`, { body: json({ status: word }), type: 'text/plain;charset=UTF-8' }),
  (word) => call(`${word} in JSON without a type`, { body: json({ message: 'x', status: word }) }),
  (word) => call(`${word} in a form without a type`, { body: `run=r&status=${inUrl(word)}` }),
  (word) => call(`${word} in multipart`, parts([['status', word]])),
  (word) => call(`${word} in capitals`, { rest: `?STATUS=${inUrl(word.toUpperCase())}` }),
  (word) => call(`${word} with a line end`, { rest: `?status=${inUrl(`${word}\r\n`)}` }),
  (word) => call(`${word} in quotes`, { body: json({ Status: `"${word} "` }), type: 'text/json' }),
  (word) => call(`${word} as state`, { body: json({ state: word }), type: JSON_TYPE }),
  (word) => call(`${word} in JSON that PUT sends`, { method: 'PUT', body: json({ status: word }), type: JSON_TYPE }),
  (word) => call(`${word} in UTF-16`, { body: utf16(json({ status: word })), type: JSON_TYPE }),
  (word) =>
    call(`${word}, packed`, {
      body: gzipSync(json({ status: word })),
      type: JSON_TYPE,
      headers: { 'content-encoding': 'gzip' },
    }),
]

const LONE: ((word: string) => CorpusCall)[] = [
  (word) => call(`${word} in the path`, { rest: `/${inUrl(word)}` }),
  (word) => call(`${word} alone in the query`, { rest: `?${inUrl(word)}` }),
  (word) => call(`${word} alone in the body`, { body: `${word}\n`, type: FORM }),
  (word) => call(`${word} alone in the body, as text`, { body: word, type: 'text/plain' }),
]

/** Each word in one way, the ways in turn. */
const inTurn = (words: readonly string[], ways: readonly ((word: string) => CorpusCall)[], from = 0) =>
  words.map((word, i) => ways[(i + from) % ways.length]!(word))

const BOUNDARY = '------------------------d74496d66958873e'

function parts(fields: [string, string][], { isCut = false, file = '' } = {}): Change {
  const head = fields.map(
    ([name, value]) => `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  )
  const files =
    file === ''
      ? []
      : [
          `--${BOUNDARY}\r\nContent-Disposition: form-data; name="log"; filename="job.log"\r\nContent-Type: text/plain\r\n\r\n${file}\r\n`,
        ]
  return {
    body: [...files, ...head, isCut ? '' : `--${BOUNDARY}--\r\n`].join(''),
    type: `multipart/form-data; boundary=${BOUNDARY}`,
  }
}

const utf16 = (text: string) => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')])
const utf16be = (text: string) => Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(text, 'utf16le').swap16()])

const NUMBERS = [
  '1',
  '2',
  '127',
  '137',
  '255',
  '256',
  '-1',
  '-9',
  '+1',
  '007',
  '1000',
  '65536',
  '3221225477',
  '-1073741510',
  '99999999999999999999',
  '1.0',
]
const NO_NUMBERS = [
  '1.5',
  '0x0',
  '0x1',
  '1e3',
  '0,0',
  '1/0',
  '$?',
  '$EXIT_STATUS',
  '%ERRORLEVEL%',
  'TERM',
  'SIGKILL',
  'exited',
  'NaN',
  '',
]
const NO_WORDS = [
  'exited',
  'terminated',
  'ended',
  'end',
  'stop',
  'unknown',
  'none',
  'null',
  'undefined',
  'NaN',
  'nil',
  'alive',
  'ping',
  'heartbeat',
  'yes',
  'no',
  'it broke',
  'the job failed',
  'fai1ed',
  'échec',
  '失敗',
  '$STATUS',
  '{{status}}',
  '-',
  '[object Object]',
  '',
]

const ODD_FAILURES: CorpusCall[] = [
  call('a form with a raw line end in the message', { body: 'status=fail&message=a\nb', type: FORM }),
  call('a form with an unknown name first', { body: 'job=etl&status=fail', type: FORM }),
  call('a form with a leading &', { body: '&status=fail&message=x', type: FORM }),
  call('a form with a raw & in the message', { body: 'status=fail&message=cp & mv failed', type: FORM }),
  call('a form with the status after a raw &', { body: 'message=cp & mv failed&status=fail', type: FORM }),
  call('a form with a raw % in the message', { body: 'message=100% full&status=fail', type: FORM }),
  call('a form with lines instead of &', { body: 'status=fail\nmessage=x', type: FORM }),
  call('a form with ; instead of &', { body: 'status=fail;message=x', type: FORM }),
  call('a status with a reason', { body: 'status=failed: disk full', type: FORM }),
  call('an exit status that goes on', { body: 'exit=1 files=12', type: FORM }),
  call('a form with a byte order mark', { body: '\ufeffstatus=fail', type: FORM }),
  call('a form with the mark and names in capitals', { body: '\ufeffStatus=FAIL&Message=x', type: FORM }),
  call('a form declared as JSON', { body: 'status=fail&message=x', type: JSON_TYPE }),
  call('a form as an octet stream', { body: 'status=fail&message=x', type: 'application/octet-stream' }),
  call('a form of 200 kB, status first', { body: `status=fail&message=${'x'.repeat(200_000)}`, type: FORM }),
  call('a form of 200 kB, status last', { body: `message=${'x'.repeat(200_000)}&status=fail`, type: FORM }),
  call('a form of 2 MB, status last', { body: `message=${'x'.repeat(2_000_000)}&status=fail`, type: FORM }),
  call('a form of 2 MB, status first', { body: `status=fail&message=${'x'.repeat(2_000_000)}`, type: FORM }),
  call('a form of PHP', { body: 'status%5B%5D=fail', type: FORM }),
  call('a form of many fields', {
    body: `${Array.from({ length: 700 }, (_, i) => `f${i}=${i}`).join('&')}&status=fail`,
    type: FORM,
  }),
  call('a form with an escaped name', { body: '%73tatus=fail', type: FORM }),
  call('a form that is escaped twice', { rest: '?status%3Dfail' }),
  call('a URL with &amp;', { rest: '?run=1&amp;status=fail' }),
  call('a status line', { body: 'status: fail', type: 'text/plain' }),
  call('an exit line', { body: 'exit: 3\n', type: 'text/plain' }),
  call('status twice in the query, success first', { rest: '?status=success&status=fail' }),
  call('status twice in the query, fail first', { rest: '?status=fail&status=success' }),
  call('status twice in JSON', { body: '{"status":"fail","status":"success"}', type: JSON_TYPE }),
  call('status and exit differ', { body: json({ status: 'success', exit: 3 }), type: JSON_TYPE }),
  call('exit before a good status', { rest: '?exit=2&status=ok' }),
  call('fail in the query, an unreadable body status', {
    rest: '?status=fail',
    body: json({ status: 'FINE', rows: 12 }),
    type: JSON_TYPE,
  }),
  call('fail in the query, FAILED in the body', {
    rest: '?status=fail',
    body: json({ status: 'FAILED', rows: 12 }),
    type: JSON_TYPE,
  }),
  call('exit in the query and a large one in the body', {
    rest: '?exit=2',
    body: json({ exit: 3221225477 }),
    type: JSON_TYPE,
  }),
  call('success in the path, fail in the body', { rest: '/success', body: json({ status: 'fail' }), type: JSON_TYPE }),
  call('success in the path, fail in the query', { rest: '/success?status=fail' }),
  call('success in the path, an unknown status', { rest: '/success?status=kaputt' }),
  call('start in the path, fail in the body', { rest: '/start', body: 'status=fail', type: FORM }),
  call('0 in the path, fail in a form', { rest: '/0', body: 'status=fail', type: FORM }),
  call('a failure key and success in the path', { bound: 'fail', rest: '/success' }),
  call('a failure key and success in the body', { bound: 'fail', body: json({ status: 'success' }), type: JSON_TYPE }),
  call('a failure key alone', { bound: 'fail' }),
  call('a failure key with a running status', { bound: 'fail', rest: '?status=running' }),
  call('a success key and fail', { bound: 'success', rest: '?status=fail' }),
  call('a success key and an exit status', { bound: 'success', rest: '?exit=3' }),
  call('a success key and an unreadable exit status', { bound: 'success', rest: '?exit=1.5' }),
  call('a progress key and fail', { bound: 'progress', body: json({ status: 'failed' }), type: JSON_TYPE }),
  call('a start key and fail in the path', { bound: 'start', rest: '/fail' }),
  call('completed with the conclusion failure', {
    body: json({ status: 'completed', conclusion: 'failure' }),
    type: JSON_TYPE,
  }),
  call('completed with the result FAILURE', {
    body: json({ status: 'COMPLETED', result: 'FAILURE' }),
    type: JSON_TYPE,
  }),
  call('an outcome', { rest: '?outcome=failure' }),
  call('a state', { rest: '?state=fail' }),
  call('a result in a form', { body: 'result=FAILURE&number=7', type: FORM }),
  call('ok is false', { body: '{"ok":false}', type: JSON_TYPE }),
  call('ok is false, in the query', { rest: '?ok=false' }),
  call('success is false', { body: '{"success":false,"message":"x"}', type: JSON_TYPE }),
  call('success is "False"', { body: '{"success":"False"}', type: JSON_TYPE }),
  call('failed is true', { body: '{"failed":true}', type: JSON_TYPE }),
  call('error is true', { rest: '?error=true' }),
  call('status is false', { body: '{"status":false}', type: JSON_TYPE }),
  call('status is an object', { body: '{"status":{"code":"ERROR"}}', type: JSON_TYPE }),
  call('status is a list', { body: '{"status":["fail"]}', type: JSON_TYPE }),
  call('status is 1', { body: '{"status":1}', type: JSON_TYPE }),
  call('exit is false', { body: '{"exit":false}', type: JSON_TYPE }),
  call('exit is a text', { body: '{"exit":"TERM"}', type: JSON_TYPE }),
  call('a list of one', { body: '[{"status":"fail"}]', type: JSON_TYPE }),
  call('JSON that was made JSON twice', { body: json(json({ status: 'fail' })), type: JSON_TYPE }),
  call('JSON as the name in a form', { body: `${inUrl('{"status":"fail"}')}=`, type: FORM }),
  call('JSON as a payload of a form', { body: `payload=${inUrl('{"status":"fail"}')}`, type: FORM }),
  call('JSON that curl declares as a form', { body: '{"status":"fail"}', type: FORM }),
  call('JSON with an unescaped quote', { body: '{"status":"fail","message":"a "b""}', type: JSON_TYPE }),
  call('JSON with an unescaped quote and a second status', {
    body: '{"status":"fail","message":"a "b","status":"ok"}',
    type: JSON_TYPE,
  }),
  call('JSON with a quote that ends it early', {
    body: '{"message":"say "hi", then "stop"", "status":"fail"}',
    type: JSON_TYPE,
  }),
  call('JSON with a raw line end', { body: '{"status":"fail","message":"a\nb"}', type: JSON_TYPE }),
  call('JSON with a raw tab', { body: '{"status":"fail","message":"a\tb"}', type: JSON_TYPE }),
  call('JSON with NaN', { body: '{"status":"fail","done":NaN}', type: JSON_TYPE }),
  call('JSON with a comma too many', { body: '{"status":"fail","done":3,}', type: JSON_TYPE }),
  call('JSON with a comma too few', { body: '{"status":"fail" "message":"x"}', type: JSON_TYPE }),
  call('JSON with single quotes', { body: "{'status': 'fail', 'x': None}", type: JSON_TYPE }),
  call('JSON without quotes', { body: '{status:fail}', type: JSON_TYPE }),
  call('JSON without quotes, called a form', { body: '{status: fail, message: disk full}', type: FORM }),
  call('JSON with typographic quotes', { body: '{“status”:“fail”}', type: JSON_TYPE }),
  call('JSON with a bad escape', { body: '{"status":"fail","message":"C:\\path\\users"}', type: JSON_TYPE }),
  call('JSON with a bad unicode escape', { body: '{"status":"fail","message":"\\u12"}', type: JSON_TYPE }),
  call('JSON with comments', { body: '{"status":"fail" /* why */ // end\n}', type: JSON_TYPE }),
  call('JSON with a variable that was not set', { body: '{"status":"fail","done":,"message":"x"}', type: JSON_TYPE }),
  call('JSON with an exit status that was not set', { body: '{"exit":,"message":"x"}', type: JSON_TYPE }),
  call('JSON with a trailing brace', { body: '{"status":"fail"}}', type: JSON_TYPE }),
  call('JSON without its end', { body: '{"status":"fail","message":"x', type: JSON_TYPE }),
  call('JSON that is cut before the status', { body: '{"message":"backup of db1","sta', type: JSON_TYPE }),
  call('JSON that is cut in a name', { body: '{"done":', type: JSON_TYPE }),
  call('text that is declared as JSON', { body: 'disk full on db1', type: JSON_TYPE }),
  call('escaped quotes of a Windows shell', { body: '{\\"status\\":\\"fail\\"}', type: JSON_TYPE }),
  call('quotes that a Windows shell took', { body: '{status:fail,message:disk}', type: JSON_TYPE }),
  call('JSON in single quotes of a Windows shell', { body: `'{status:fail}'`, type: JSON_TYPE }),
  call('JSON with a byte order mark', { body: '\ufeff{"status":"fail"}', type: JSON_TYPE }),
  call('JSON in UTF-16', { body: utf16('{"status":"fail"}'), type: JSON_TYPE }),
  call('JSON in UTF-16 from the big end', { body: utf16be('{"status":"fail"}'), type: JSON_TYPE }),
  call('JSON in UTF-16 without a mark', { body: Buffer.from('{"status":"fail"}', 'utf16le'), type: JSON_TYPE }),
  call('JSON in UTF-16 by its type', {
    body: Buffer.from('{"status":"fail"}', 'utf16le'),
    type: 'application/json; charset=utf-16',
  }),
  call('a form in UTF-16', { body: utf16('status=fail&message=x'), type: FORM }),
  call('a word in UTF-16', { body: utf16('fail\r\n'), type: 'text/plain' }),
  call('JSON in Latin-1', {
    body: Buffer.from('{"status":"fail","message":"für"}', 'latin1'),
    type: 'application/json; charset=iso-8859-1',
  }),
  call('JSON with bytes that are no text', {
    body: Buffer.from('{"status":"fail","message":"f\xfcr"}', 'latin1'),
    type: JSON_TYPE,
  }),
  call('JSON of 200 kB, status first', {
    body: json({ status: 'fail', message: 'x'.repeat(200_000) }),
    type: JSON_TYPE,
  }),
  call('JSON of 200 kB, status last', {
    body: json({ message: 'x'.repeat(200_000), status: 'fail' }),
    type: JSON_TYPE,
  }),
  call('JSON of 2 MB, status first', {
    body: json({ status: 'fail', message: 'x'.repeat(2_000_000) }),
    type: JSON_TYPE,
  }),
  call('JSON of 2 MB, status last', {
    body: json({ message: 'x'.repeat(2_000_000), status: 'fail' }),
    type: JSON_TYPE,
  }),
  call('JSON of 2 MB without a status', { body: json({ message: 'x'.repeat(2_000_000) }), type: JSON_TYPE }),
  call('broken JSON of 200 kB', {
    body: `{"message":"${'say "x"\n'.repeat(30_000)}","status":"fail"}`,
    type: JSON_TYPE,
  }),
  call('broken JSON of many quotes', {
    body: `{"status":"fail","message":"${'"x" '.repeat(9_000)}"}`,
    type: JSON_TYPE,
  }),
  call('gzip', { body: gzipSync('{"status":"fail"}'), type: JSON_TYPE, headers: { 'content-encoding': 'gzip' } }),
  call('x-gzip', { body: gzipSync('status=fail&message=x'), type: FORM, headers: { 'content-encoding': 'x-gzip' } }),
  call('undeclared gzip', { body: gzipSync('{"status":"fail"}'), type: JSON_TYPE }),
  call('gzip that a proxy decompressed', {
    body: '{"status":"fail"}',
    type: JSON_TYPE,
    headers: { 'content-encoding': 'gzip' },
  }),
  call('deflate', {
    body: deflateSync('{"status":"fail"}'),
    type: JSON_TYPE,
    headers: { 'content-encoding': 'deflate' },
  }),
  call('raw deflate', {
    body: deflateRawSync('{"status":"fail"}'),
    type: JSON_TYPE,
    headers: { 'content-encoding': 'deflate' },
  }),
  call('br', { body: brotliCompressSync('{"status":"fail"}'), type: JSON_TYPE, headers: { 'content-encoding': 'br' } }),
  call('gzip of UTF-16', {
    body: gzipSync(utf16('{"status":"fail"}')),
    type: JSON_TYPE,
    headers: { 'content-encoding': 'gzip' },
  }),
  call('gzip with a wrong checksum', {
    body: broken(gzipSync('{"status":"fail"}'), -8),
    type: JSON_TYPE,
    headers: { 'content-encoding': 'gzip' },
  }),
  call('gzip of a word, with a wrong checksum', {
    body: broken(gzipSync('fail'), -8),
    headers: { 'content-encoding': 'gzip' },
  }),
  call('gzip with something after it', {
    body: Buffer.concat([gzipSync('status=fail'), Buffer.from('junk')]),
    headers: { 'content-encoding': 'gzip' },
  }),
  call('gzip twice', {
    body: gzipSync(gzipSync('{"status":"fail"}')),
    headers: { 'content-encoding': 'gzip, gzip' },
  }),
  call('a word among many spaces', { body: `fail${' '.repeat(300)}\n` }),
  call('past two hundred fields', {
    body: json({ message: 'x', ...Object.fromEntries(Array.from({ length: 250 }, (_, n) => [`n${n}`, n])), ok: false }),
    type: JSON_TYPE,
  }),
  call('gzip that is cut', {
    body: gzipSync(json({ message: 'x'.repeat(500), status: 'fail' })).subarray(0, 40),
    type: JSON_TYPE,
    headers: { 'content-encoding': 'gzip' },
  }),
  call('an unknown encoding', {
    body: Buffer.from([0x80, 1, 2, 3, 0xff]),
    type: JSON_TYPE,
    headers: { 'content-encoding': 'compress' },
  }),
  call(
    'multipart',
    parts([
      ['status', 'fail'],
      ['message', 'a\nb'],
    ]),
  ),
  call('multipart with a file first', parts([['status', 'fail']], { file: 'the log\n' })),
  call('multipart with a large file first', parts([['status', 'fail']], { file: 'line of a log\n'.repeat(100_000) })),
  call('multipart with an exit status', parts([['exit', '3']])),
  call('multipart without its type', { ...parts([['status', 'fail']]), type: FORM }),
  call(
    'multipart that is cut',
    parts(
      [
        ['message', 'x'],
        ['sta', ''],
      ],
      { isCut: true },
    ),
  ),
  call('multipart, gzipped', {
    ...parts([['status', 'fail']]),
    body: gzipSync(parts([['status', 'fail']]).body as string),
    headers: { 'content-encoding': 'gzip' },
  }),
  call('a path with a space', { rest: '/fail%20' }),
  call('a path with a carriage return', { rest: '/fail%0D' }),
  call('a path with a slash', { rest: '/fail/' }),
  call('a path in quotes', { rest: '/%22fail%22' }),
  call('an exit status in the path with output', { rest: '/3', body: 'line 1\nline 2\n', type: FORM }),
  call('an exit status in the path with a body that says ok', { rest: '/3', body: '{"status":"ok"}', type: JSON_TYPE }),
  call('PowerShell: a hash table', { body: 'message=disk+full&status=fail', type: FORM }),
  call('PowerShell: ConvertTo-Json without a type', {
    body: '{\r\n    "message":  "für Müller",\r\n    "status":  "fail"\r\n}',
    type: FORM,
  }),
  call('PowerShell: a list of one', { body: '[\r\n  {\r\n    "Status": "Failed"\r\n  }\r\n]', type: JSON_TYPE }),
  call('PowerShell: bytes of Unicode', { body: utf16('{\r\n    "status":  "fail"\r\n}\r\n'), type: FORM }),
  call('PowerShell: Latin-1 of version 5', {
    body: Buffer.from('{"message":"für","status":"fail"}', 'latin1'),
    type: 'application/json',
  }),
  call('PowerShell: -Form', {
    body: `--${BOUNDARY}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Disposition: form-data; name="status"\r\n\r\nfail\r\n--${BOUNDARY}--\r\n`,
    type: `multipart/form-data; boundary="${BOUNDARY}"`,
  }),
  call('PowerShell: an exit status that is $null', { body: 'exit=', type: FORM }),
  call('PowerShell: $LASTEXITCODE', { body: '-1073741510', rest: '/-1073741510', type: FORM }),
  call('PowerShell: False', { rest: '?ok=False' }),
  call('an empty exit status on the main key', { rest: '?exit=' }),
  call('an empty status and an empty exit status', { rest: '?status=&exit=' }),
  call('an empty status in JSON', { body: '{"status":"","rows":1}', type: JSON_TYPE }),
  call('an empty status and a failing exit status', { body: '{"status":"","exit":7}', type: JSON_TYPE }),
]

/** Calls of a failure, or unreadable calls: each must leave a new monitor `down`. */
export function failingCalls(): JudgedCall[] {
  const words = SIGNAL_WORDS.fail
  const calls = [
    ...words.map(WAYS[0]!),
    ...inTurn(words, WAYS.slice(1)),
    ...inTurn(words, LONE),
    ...NUMBERS.flatMap((number) => [
      call(`exit=${number}`, { rest: `?exit=${inUrl(number)}` }),
      call(`exit ${number} in JSON as text`, { body: json({ exit: number }), type: JSON_TYPE }),
      call(`status ${number} in a form`, { body: `status=${inUrl(number)}`, type: FORM }),
      call(`/${number}`, { rest: `/${inUrl(number)}` }),
    ]),
    ...NUMBERS.filter((number) => /^-?[1-9]\d*$/.test(number)).map((number) =>
      call(`exit ${number} in JSON`, { body: `{"exit":${number}}`, type: JSON_TYPE }),
    ),
    ...NO_NUMBERS.map((text) => call(`exit=${text}`, { rest: `?exit=${inUrl(text)}` })),
    ...NO_NUMBERS.map((text) => call(`exit "${text}" in JSON`, { body: json({ exit: text }), type: JSON_TYPE })),
    ...NO_WORDS.map(WAYS[0]!),
    ...inTurn(NO_WORDS, WAYS.slice(1, 7)),
    ...ODD_FAILURES,
  ]
  return calls.map((one) => ({ ...one, leaves: 'down' }))
}

const OUTPUTS: [string, Change][] = [
  ['a log', { body: 'line 1\nline 2 failed: status=fail\n', type: 'text/plain' }],
  ['a log that curl declares as a form', { body: 'error: x=1\nstatus=fail line 2', type: FORM }],
  ['a line of a log', { body: 'step=3 of 5 finished', type: FORM }],
  ['a line of logfmt', { body: 'level=info msg=done status=fail', type: FORM }],
  ['one word nobody listed', { body: 'backup-2026.tar.gz', type: FORM }],
  ['a number', { body: '7\n', type: FORM }],
  ['a sentence', { body: 'Backup finished without an error.', type: FORM }],
  ['lines of JSON', { body: '{"level":"info","status":"error"}\n{"level":"info"}\n', type: FORM }],
  ['lines of JSON by their type', { body: '{"status":"error"}\n', type: 'application/x-ndjson' }],
  ['lines of JSON that say JSON', { body: '{"a":1}\n{"status":"fail"}\n', type: JSON_TYPE }],
  ['3 MB of lines of JSON', { body: '{"level":"info","status":"error"}\n'.repeat(90_000), type: FORM }],
  ['JSON without a known field', { body: '{"text":"repo locked","nested":{"status":"fail"}}', type: JSON_TYPE }],
  ['a summary without a known field', { body: '{"files":12,"result":{"rows":3},"state":"weird"}', type: FORM }],
  ['a list', { body: '[{"status":"fail"},{"status":"fail"}]', type: JSON_TYPE }],
  ['a form without a known field', { body: 'a=1&b=2', type: FORM }],
  ['text with braces', { body: '{main} thread ended\n', type: FORM }],
  ['nothing but spaces', { body: ' \n', type: FORM }],
  ['1.5 MB of a log', { body: 'all is well\n'.repeat(130_000), type: 'text/plain' }],
  [
    'a gzipped log',
    { body: gzipSync('line 1\nline 2\n'), type: 'text/plain', headers: { 'content-encoding': 'gzip' } },
  ],
  ['bytes', { body: Buffer.from([0, 1, 2, 250, 251]), type: 'application/octet-stream' }],
  ['a file in multipart', parts([['message', 'x']], { file: 'status=fail\n' })],
  ['a status line of docker', { body: 'Status: Image is up to date for x:latest', type: FORM }],
]

const ODD_SUCCESSES: CorpusCall[] = [
  call('plain', {}),
  call('plain POST', { method: 'POST' }),
  call('/0', { rest: '/0' }),
  call('exit=0', { rest: '?exit=0' }),
  ...['+0', '-0', '00', '0.0', ' 0 '].map((zero) => call(`exit=${zero}`, { rest: `?exit=${inUrl(zero)}` })),
  call('exit 0 in JSON', { body: '{"exit":0}', type: JSON_TYPE }),
  call('exit 0.0 in JSON', { body: '{"exit":0.0}', type: JSON_TYPE }),
  call('an empty status and exit 0', { body: '{"status":"","exit":0}', type: JSON_TYPE }),
  call('null and success', { body: '{"status":null,"exit":null,"message":"x"}', type: JSON_TYPE }),
  call('robocopy: success in the path and exit=3', { rest: '/success?exit=3' }),
  call('an open end', { rest: '/' }),
  call('completed with the conclusion success', {
    body: json({ status: 'completed', conclusion: 'success' }),
    type: JSON_TYPE,
  }),
  call('ok is true', { body: '{"ok":true,"error":false}', type: JSON_TYPE }),
  call('an error that is a text', { body: '{"status":"ok","error":""}', type: JSON_TYPE }),
  call('a success key and an empty exit status', { bound: 'success', rest: '?exit=' }),
  call('a success key', { bound: 'success' }),
  call('a success key with broken JSON', { bound: 'success', body: '{"message":"a "b', type: JSON_TYPE }),
  call('success in the path with broken JSON', { rest: '/success', body: '{"mess', type: JSON_TYPE }),
  call('a progress key and success in the path', { bound: 'progress', rest: '/success' }),
  call('repaired JSON with success', { body: '{"status":"success","message":"a "b""}', type: JSON_TYPE }),
  call('repaired JSON without a status', { body: '{"message":"backup of "db" done","done":1}', type: JSON_TYPE }),
  call('a message with a line end', { body: 'message=a\nb', type: FORM }),
  call('a message with spaces', { body: 'message=all is well', type: FORM }),
  call('a form with a line end behind', { body: 'status=ok\n', type: FORM }),
  call('odd fields', { rest: '?colour=red&done=many&metric.rows=lots' }),
  call('skipped, of a step', { rest: '/success', body: json({ status: 'skipped' }), type: JSON_TYPE }),
]

const QUIET: CorpusCall[] = [
  call('/log with an error', { rest: '/log', body: '{"status":"error"}', type: JSON_TYPE }),
  call('a log key with /fail', { bound: 'log', rest: '/fail' }),
  call('a log key with an unreadable status', { bound: 'log', rest: '?status=kaputt' }),
  call('a start key with success in the body', { bound: 'start', body: json({ status: 'success' }), type: JSON_TYPE }),
  call('a progress key with the status success', {
    bound: 'progress',
    body: json({ status: 'success' }),
    type: JSON_TYPE,
  }),
  call('a progress key with output', { bound: 'progress', body: 'working\non it\n', type: FORM }),
  call('running in JSON with counts', { body: json({ status: 'RUNNING', done: 10, total: 100 }), type: JSON_TYPE }),
  call('in_progress', { rest: '?status=in_progress' }),
  call('running in repaired JSON', { body: "{'status': 'running',}", type: JSON_TYPE }),
]

/** Calls of a success, or of a running job: none may make a new monitor `down`. */
export function fineCalls(): JudgedCall[] {
  const up = [
    ...SIGNAL_WORDS.success.map(WAYS[0]!),
    ...inTurn(SIGNAL_WORDS.success, WAYS.slice(1)),
    ...inTurn(SIGNAL_WORDS.success, LONE),
    ...OUTPUTS.map(([name, change]) => call(`${name}, main key`, change)),
    ...OUTPUTS.map(([name, change]) => call(`${name}, /0`, { ...change, rest: '/0' })),
    ...ODD_SUCCESSES,
  ]
  const open = [...SIGNAL_WORDS.start, ...SIGNAL_WORDS.progress, ...SIGNAL_WORDS.log, ...SIGNAL_WORDS.skipped]
  const quiet = [...open.map(WAYS[0]!), ...inTurn(open, WAYS.slice(1)), ...inTurn(open, LONE), ...QUIET]
  return [
    ...up.map((one): JudgedCall => ({ ...one, leaves: 'up' })),
    ...quiet.map((one): JudgedCall => ({ ...one, leaves: 'new' })),
  ]
}

function broken(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes)
  copy[copy.length + at]! ^= 0xff
  return copy
}
