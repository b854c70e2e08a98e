import { AppError } from '@/lib/base/errors'
import type { Access } from '@/lib/core/access'
import { requirePermission } from '@/lib/services/context'
import type { Actor } from './actors'
import type { Outcome } from './judge'
import type { ActionRow, PageRow, RouteRow } from './rows'
import type { World } from './world'

export interface Answer {
  outcome: Outcome
  status: number
  text: string
}

/** Values for the names in paths and arguments. */
export type Things = Record<string, string>

export const thingsIn = (value: unknown): string[] => [
  ...new Set([...JSON.stringify(value).matchAll(/[[{](\w+Id)[\]}]/g)].map(([, name]) => name!)),
]

export function fillPath(url: string, things: Things): string {
  return url
    .replace(/\[\.\.\.nextauth\]/, 'csrf')
    .replace(/\[\.\.\.path\]/, 'no-such-thing')
    .replace(/\[(\w+)\]/g, (_, name: string) => things[name] ?? 'none')
}

const fill = (value: unknown, things: Things): string =>
  JSON.stringify(value).replace(/\{(\w+Id)\}/g, (_, name: string) => things[name] ?? 'none')

/** The headers of a request from one of our pages. */
const ours = (world: World) => ({ origin: new URL(world.url).origin, 'sec-fetch-site': 'same-origin' })

interface Asking {
  world: World
  actor: Actor
  things: Things
  /** The headers of a request from a page of another site. */
  from?: Record<string, string>
}

const PATIENCE_MS = 30_000

/** The whole answer; one that is not complete in time is an error of Lubdub, with a name. */
async function readWhole(url: string, init: RequestInit): Promise<{ answer: Response; text: string }> {
  const signal = AbortSignal.timeout(PATIENCE_MS)
  const began = { status: 0, text: '' }
  try {
    const answer = await fetch(url, { ...init, redirect: 'manual', signal })
    began.status = answer.status
    const decoder = new TextDecoder()
    for await (const bytes of answer.body ?? []) began.text += decoder.decode(bytes, { stream: true })
    return { answer, text: began.text }
  } catch (error) {
    const { method = 'GET' } = init
    const end = began.text.slice(-200)
    throw new Error(`${method} ${url} did not answer to its end (${began.status}, …${end}): ${error}`, { cause: error })
  }
}

export async function askRoute(route: string, row: RouteRow, { world, actor, things, from }: Asking): Promise<Answer> {
  const [method = 'GET', url = ''] = route.split(' ')
  const query = row.query === undefined ? '' : `?${row.query}`
  const isWrite = method !== 'GET' && method !== 'HEAD'
  const { answer, text } = await readWhole(world.url + fillPath(url, things) + query, {
    method,
    headers: {
      ...actor.headers,
      ...(isWrite ? { 'content-type': 'application/json', ...(from ?? ours(world)) } : {}),
    },
    body: isWrite ? fill(row.body ?? {}, things) : null,
  })
  return { outcome: outcomeOf(answer.status), status: answer.status, text }
}

function outcomeOf(status: number): Outcome {
  if (status >= 500) return 'broken'
  if (status === 401) return 'unauthenticated'
  if (status === 403) return 'forbidden'
  return status === 404 ? 'absent' : 'through'
}

/** Asks for a page as a browser does, or, with `asData`, as our own links do. */
export async function askPage(
  url: string,
  row: PageRow,
  { world, actor, things, asData }: Asking & { asData?: boolean },
): Promise<Answer> {
  const query = row.query === undefined ? '' : `?${row.query}`
  const headers = { ...actor.headers, ...(asData ? { rsc: '1' } : {}) }
  const { answer, text } = await readWhole(world.url + fillPath(url, things) + query, { headers })
  const to = answer.headers.get('location') ?? /NEXT_REDIRECT;\w+;([^;]*);/.exec(text)?.[1] ?? null
  return { outcome: pageOutcome(answer.status, { to, text }), status: answer.status, text }
}

/** A part of the page threw after the answer had begun with 200: an error message is shown in its place. */
const BROKEN_PART = /:E\{\\?"digest\\?":\\?"(?!NEXT_)/

function pageOutcome(status: number, { to, text }: { to: string | null; text: string }): Outcome {
  if (status >= 500 || BROKEN_PART.test(text)) return 'broken'
  if (to !== null) return to.includes('/sign-in') ? 'unauthenticated' : 'forbidden'
  // A missing object has its own status, and no 200 that was sent already.
  return status === 200 && text.includes('NEXT_HTTP_ERROR_FALLBACK') ? 'broken' : outcomeOf(status)
}

/** Calls a server action as the browser would, by its id, on a page that carries it. */
export async function askAction(
  { id, pages }: { id: string; pages: string[] },
  row: ActionRow,
  { world, actor, things, from }: Asking,
): Promise<Answer> {
  const page = pages.find((url) => !url.includes('[')) ?? pages[0]!
  const { answer, text } = await readWhole(world.url + fillPath(page, things), {
    method: 'POST',
    headers: {
      ...actor.headers,
      'next-action': id,
      'content-type': 'text/plain;charset=UTF-8',
      accept: 'text/x-component',
      ...(from ?? ours(world)),
    },
    body: fill(row.args, things),
  })
  const to = answer.headers.get('x-action-redirect') ?? answer.headers.get('location')
  return {
    outcome: actionOutcome({ text, to, status: answer.status, actor, access: row.access }),
    status: answer.status,
    text,
  }
}

interface ActionAnswer {
  text: string
  to: string | null
  status: number
  actor: Actor
  access: Access
}

function actionOutcome({ text, to, status, actor, access }: ActionAnswer): Outcome {
  if (to?.includes('/sign-in')) return 'unauthenticated'
  if (to?.includes('/no-workspace')) return 'forbidden'
  if (status >= 400) return outcomeOf(status)
  const line = /^\w+:(\{"(?:ok|error)":.*\})$/m.exec(text)?.[1]
  if (line === undefined) return to === null ? 'broken' : 'through'
  const { error } = JSON.parse(line) as { error?: { message: string; code?: string } }
  if (!error) return 'through'
  // Internal errors are answered without a code.
  if (error.code === undefined) return 'broken'
  if (/^There is no such /.test(error.message)) return 'absent'
  if (/^This request did not come from a page/.test(error.message)) return 'forbidden'
  return error.message === refusalOf(actor, access) ? 'forbidden' : 'through'
}

/** The sentence with which the table of permissions refuses the actor. */
function refusalOf({ subject, isAuthenticationOld }: Actor, access: Access): string | null {
  if (subject?.kind !== 'user' || access === 'everybody' || access === 'person' || access === 'known') return null
  try {
    const now = new Date()
    requirePermission(
      { actor: { ...subject, userId: '', label: '', provedAt: isAuthenticationOld ? new Date(0) : now }, now },
      access,
    )
    return null
  } catch (error) {
    return error instanceof AppError ? error.message : null
  }
}
