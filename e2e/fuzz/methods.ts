import { request } from 'node:http'
import { text } from 'node:stream/consumers'
import { errorBody } from '@/lib/contract/error-body'
import { OPERATIONS } from '@/lib/contract/openapi-operations'
import type { Who } from './calls'
import type { Setting } from './send'

const ODD_METHODS = ['PUT', 'PROPFIND', 'PURGE', 'QUERY', 'SEARCH', 'LOCK', 'TRACE']
const METHODS = ['GET', 'HEAD', 'POST', 'PATCH', 'DELETE', ...ODD_METHODS]
const ASKERS: readonly Who[] = ['writer', 'owner', 'nobody']

/** Asks every path with every method that it does not have; says which answers are no refusal as they should be. */
export async function faultsOfMethods({ url, headers }: Setting): Promise<{ tried: number; faults: string[] }> {
  const faults: string[] = []
  let tried = 0
  for (const { path, method, own } of wrongCalls()) {
    for (const who of ASKERS) {
      tried += 1
      const answer = await ask(url + path, { method, headers: headers[who] })
      const fault = faultOf(answer, { method, own })
      if (fault) faults.push(`${method} ${path} as ${who}: ${fault}`)
    }
  }
  return { tried, faults }
}

interface WrongCall {
  path: string
  method: string
  /** The methods that the path has. */
  own: readonly string[]
}

function wrongCalls(): WrongCall[] {
  return [...new Set(OPERATIONS.map(({ path }) => path))].flatMap((template) => {
    const own = OPERATIONS.filter(({ path }) => path === template).map(({ method }) => method.toUpperCase())
    const path = template.replaceAll(/\{\w+\}/g, 'none')
    const others = METHODS.filter((name) => !own.includes(name) && !(name === 'HEAD' && own.includes('GET')))
    return others.map((method) => ({ path, method, own }))
  })
}

interface Answer {
  status: number
  headers: Record<string, string | string[] | undefined>
  body: string
}

/** `fetch` refuses to say TRACE. */
function ask(url: string, { method, headers }: { method: string; headers: Record<string, string> }): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers }, async (answer) =>
      resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: await text(answer) }),
    )
    sent.once('error', reject).end()
  })
}

function faultOf(
  { status, headers, body }: Answer,
  { method, own }: { method: string; own: readonly string[] },
): string | null {
  if (status !== 405) return `answered ${status}: ${body.slice(0, 200)}`
  const allowed = String(headers.allow ?? '').split(', ')
  if (!own.every((name) => allowed.includes(name))) return `Allow: ${headers.allow}, though it has ${own.join(', ')}`
  if (!String(headers['cache-control']).includes('no-store')) return `cache-control: ${headers['cache-control']}`
  if (headers['x-content-type-options'] !== 'nosniff') return 'it may be sniffed'
  if (method === 'HEAD') return body === '' ? null : 'HEAD got a body'
  const { error } = errorBody.parse(JSON.parse(body))
  if (error.code !== 'method_not_allowed') return `the code is ${error.code}`
  return own.every((name) => error.message.includes(name)) ? null : `it does not name the methods: ${error.message}`
}
