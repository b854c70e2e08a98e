import { execFile, spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { connect } from 'node:net'
import path from 'node:path'
import { promisify } from 'node:util'
import type { CorpusCall } from '@/lib/contract/testing/call-corpus'

/** A call of the corpus with the URL of a monitor of its own. */
export interface AddressedCall {
  url: string
  call: CorpusCall
}

/** A client that sends calls, as jobs do. Returns the status of each answer, in order; 0: there was none. */
export interface Client {
  name: string
  isHere(): boolean
  send(calls: readonly AddressedCall[], directory: string): Promise<number[]>
}

const run = promisify(execFile)
const AT_ONCE = 6

/** Sends one after another, a few at once. */
function each(send: (call: AddressedCall, index: number, directory: string) => Promise<number>): Client['send'] {
  return async (calls, directory) => {
    const statuses = new Array<number>(calls.length).fill(0)
    const next = calls.entries()
    const worker = async () => {
      for (const [i, call] of next) statuses[i] = await send(call, i, directory).catch(() => 0)
    }
    await Promise.all(Array.from({ length: AT_ONCE }, worker))
    return statuses
  }
}

/** As bytes, every other body in chunks of odd sizes. */
function bySocket({ url, call }: AddressedCall, index: number): Promise<number> {
  const { hostname, port, pathname, search } = new URL(url)
  const { method, headers, body } = call
  const isChunked = body !== null && index % 2 === 1
  const lines = Object.entries({ host: `${hostname}:${port}`, ...headers, connection: 'close' })
  if (isChunked) lines.push(['Transfer-Encoding', 'chunked'])
  else if (body !== null) lines.push(['content-length', String(body.length)])
  const head = [`${method} ${pathname}${search} HTTP/1.1`, ...lines.map(([name, value]) => `${name}: ${value}`)].join(
    '\r\n',
  )
  return new Promise((resolve, reject) => {
    let heard = ''
    const socket = connect(Number(port), hostname, () => {
      socket.write(`${head}\r\n\r\n`)
      if (body !== null) socket.write(isChunked ? chunked(body) : body)
    })
    socket.setEncoding('latin1').on('data', (text: string) => {
      heard += text
    })
    socket.once('close', () => resolve(Number(/^HTTP\/1\.1 (\d{3})/.exec(heard)?.[1] ?? 0)))
    socket.once('error', reject)
  })
}

function chunked(body: Buffer): Buffer {
  const pieces: Buffer[] = []
  for (let at = 0, size = 7; at < body.length; at += size, size = Math.min(50_000, size * 3)) {
    const piece = body.subarray(at, at + size)
    pieces.push(Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from('\r\n'))
  }
  return Buffer.concat([...pieces, Buffer.from('0\r\n\r\n')])
}

function byNodeHttp({ url, call: { method, headers, body } }: AddressedCall): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers }, (answer) => {
      answer.resume().once('end', () => resolve(answer.statusCode ?? 0))
    })
    sent.once('error', reject)
    sent.end(body ?? undefined)
  })
}

async function byFetch({ url, call: { method, headers, body } }: AddressedCall): Promise<number> {
  const answer = await fetch(url, { method, headers, body: body && new Uint8Array(body) })
  await answer.arrayBuffer()
  return answer.status
}

async function byCurl({ url, call: { method, headers, body } }: AddressedCall, index: number, directory: string) {
  const args = ['-sS', '-m', '20', '-o', '/dev/null', '-w', '%{http_code}', '-X', method]
  for (const [name, value] of Object.entries(headers)) args.push('-H', `${name}: ${value}`)
  if (body !== null) args.push('--data-binary', `@${bodyFile(directory, `curl-${index}`, body)}`)
  if (body !== null && headers['content-type'] === undefined) args.push('-H', 'content-type:')
  return Number((await run('curl', [...args, url])).stdout)
}

async function byWget({ url, call: { method, headers, body } }: AddressedCall, index: number, directory: string) {
  const args = ['-q', '-S', '-O', '/dev/null', '-T', '20', '-t', '1', `--method=${method}`]
  for (const [name, value] of Object.entries(headers)) args.push(`--header=${name}: ${value}`)
  if (body !== null) args.push(`--body-file=${bodyFile(directory, `wget-${index}`, body)}`)
  const { stderr } = await run('wget', [...args, url])
  return Number(/HTTP\/1\.1 (\d{3})/.exec(stderr)?.[1] ?? 0)
}

function bodyFile(directory: string, name: string, body: Buffer): string {
  const file = path.join(directory, `${name}.body`)
  writeFileSync(file, body)
  return file
}

/** One process sends them all: what is to be sent is in a file, a line a call. */
function byProgram(name: string, command: (manifest: string) => string[]): Client['send'] {
  return async (calls, directory) => {
    const own = path.join(directory, name)
    mkdirSync(own)
    const lines = calls.map(({ url, call }, i) => {
      const headers = Object.entries(call.headers).map((pair) => pair.join(': '))
      const body = call.body === null ? '' : bodyFile(own, String(i), call.body)
      return [call.method, url, Buffer.from(headers.join('\n')).toString('base64'), body].join('\t')
    })
    const manifest = path.join(own, 'manifest.tsv')
    writeFileSync(manifest, `${lines.join('\n')}\n`)
    const [program, ...args] = command(manifest)
    const { stdout } = await run(program!, args)
    return stdout.trim().split('\n').map(Number)
  }
}

const hasProgram = (name: string, args: string[]) => () => spawnSync(name, args, { stdio: 'ignore' }).status === 0
const always = () => true

export const CLIENTS: Client[] = [
  { name: 'socket', isHere: always, send: each(bySocket) },
  { name: 'Node http', isHere: always, send: each(byNodeHttp) },
  { name: 'Node fetch', isHere: always, send: each(byFetch) },
  { name: 'curl', isHere: hasProgram('curl', ['--version']), send: each(byCurl) },
  { name: 'wget', isHere: hasProgram('wget', ['--version']), send: each(byWget) },
  {
    name: 'Python urllib',
    isHere: hasProgram('python3', ['--version']),
    send: byProgram('urllib', (manifest) => ['python3', 'e2e/calls/send_calls.py', 'urllib', manifest]),
  },
  {
    name: 'Python http.client',
    isHere: hasProgram('python3', ['--version']),
    send: byProgram('client', (manifest) => ['python3', 'e2e/calls/send_calls.py', 'client', manifest]),
  },
  {
    name: 'Java HttpClient',
    isHere: hasProgram('javac', ['-version']),
    send: byProgram('java', (manifest) => ['java', 'e2e/calls/SendCalls.java', manifest]),
  },
]
