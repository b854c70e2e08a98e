import { URL_SIGN } from '@/e2e/access/marks'
import { type Call, isListed, type Place, type Who } from './calls'

/** Ids by the name that paths have for them: ours, which grow and shrink, and those of another workspace. */
export type Ids = Record<string, Record<Exclude<Place, 'odd'>, string[]>>

export interface Setting {
  url: string
  headers: Record<Who, Record<string, string>>
  ids: Ids
}

export interface Sent {
  status: number
  ms: number
  fault: string | null
  wasInvalid: boolean
}

const SLOWEST_MS = 5_000
const NEVER_MORE = 300

/** Sends a call and says what is wrong with what was answered. */
export async function send(call: Call, { url, headers, ids }: Setting): Promise<Sent> {
  const { operation, who } = call
  const method = operation.method.toUpperCase()
  const path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(idOf(call, name, ids)))
  const search = new URLSearchParams(
    Object.entries(call.query).flatMap(([name, value]) => [value].flat().map((one) => [name, one])),
  )
  if (call.twice !== undefined) for (const value of ['1', '2']) search.append(call.twice, value)
  const hasBody = operation.body !== undefined || (operation.isWrite === true && method === 'POST')
  const text = call.raw?.text ?? JSON.stringify(call.body ?? {})
  const startedAt = performance.now()
  const answer = await fetch(`${url}${path}${search.size > 0 ? `?${search}` : ''}`, {
    method,
    headers: { ...headers[who], ...(hasBody ? { 'content-type': call.raw?.type ?? 'application/json' } : {}) },
    body: hasBody ? text : null,
    redirect: 'manual',
  })
  const received = await answer.text()
  const ms = performance.now() - startedAt
  const wasInvalid = isInvalid(call, text)
  const isOk = answer.status < 300
  remember(call, { isOk, received, ids })
  return { status: answer.status, ms, wasInvalid, fault: faultOf(call, { answer, received, ms, wasInvalid }) }
}

/** Under what the ids are kept: a heartbeat key and its monitor stand at the same place of two lists. */
function listOf(path: string, name: string): string {
  return path.includes('{monitorId}') && path.includes('{keyId}') ? `${name} of a pair` : name
}

function idOf({ operation: { path }, place, pick, odd, who }: Call, name: string, ids: Ids): string {
  // A dot or two would be taken out of the path before it is sent.
  if (place === 'odd') return odd.isWellFormed() && !['', '.', '..'].includes(odd) ? odd : 'none'
  // For the other workspace's key it is the other way round.
  const isOurs = (place === 'own') !== (who === 'other')
  const list = ids[listOf(path, name)]?.[isOurs ? 'own' : 'foreign'] ?? []
  return list.length === 0 ? 'none' : list[pick % list.length]!
}

function isInvalid({ operation, query, twice, raw }: Call, text: string): boolean {
  if (twice !== undefined || (raw !== undefined && operation.body !== undefined)) return true
  if (operation.query && !operation.query.safeParse(query).success) return true
  return operation.body !== undefined && !operation.body.safeParse(JSON.parse(text)).success
}

interface Answered {
  answer: Response
  received: string
  ms: number
  wasInvalid: boolean
}

function faultOf({ operation, who, place }: Call, { answer, received, ms, wasInvalid }: Answered): string | null {
  const { status } = answer
  const isOk = status < 300
  if (status >= 500) return `answered ${status}: ${received.slice(0, 200)}`
  if (status === 429) return 'answered 429: of this call nothing was tried'
  if (ms > SLOWEST_MS) return `took ${Math.round(ms)} ms`
  if (isOk && wasInvalid && operation.permission !== 'everybody') return `invalid input was accepted with ${status}`
  if (isOk && who === 'nobody' && operation.permission !== 'everybody') return `nobody was let in with ${status}`
  if (isOk && who === 'reader' && operation.isWrite) return `a key that reads wrote: ${status}`
  if (isOk && place === 'foreign' && operation.path.includes('{'))
    return `an id of another workspace answered ${status}`
  const showsUrls = (who === 'writer' || who === 'owner') && operation.path.startsWith('/api/v1/channels')
  if (received.includes(URL_SIGN) && !showsUrls) return `the whole URL of a webhook is told with ${status}`
  if (status >= 300 && status < 400) return `answered ${status}`
  const isJson = answer.headers.get('content-type')?.startsWith('application/json') === true
  if (isOk && status !== operation.status) return `answered ${status}, not ${operation.status}`
  if (!isListed(operation, status)) return `answered ${status}, which its description does not list`
  if (isOk && isJson && operation.answer) {
    const read = operation.answer.safeParse(JSON.parse(received))
    if (!read.success) return `the answer is not as described: ${JSON.stringify(read.error.issues).slice(0, 300)}`
  }
  if (!isOk) {
    const { error } = JSON.parse(received) as { error?: { code?: string; message?: string } }
    if (!error?.code || !error.message) return `${status} without a word: ${received.slice(0, 200)}`
    // What was sent may be named in it, in quotes or after "got": a field may well be called `undefined`.
    const ours = error.message.replaceAll(/`[^`]*`|"[^"]*"/g, '')
    if (/prisma|postgres|sql|undefined|\bat \/|node_modules/i.test(ours) && !/got /.test(ours)) {
      return `the error tells of the inside: ${error.message.slice(0, 200)}`
    }
  }
  return null
}

const MADE: Record<string, string> = { createMonitor: 'monitorId', createChannel: 'channelId' }

/** What was made can be asked for later. */
function remember(
  { operation, who }: Call,
  { isOk, received, ids }: { isOk: boolean; received: string; ids: Ids },
): void {
  const name = MADE[operation.id]
  if (!isOk || name === undefined) return
  const list = ids[name]![who === 'other' ? 'foreign' : 'own']
  list.push((JSON.parse(received) as { id: string }).id)
  if (list.length > NEVER_MORE) list.shift()
}
