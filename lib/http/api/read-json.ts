import { AppError } from '@/lib/base/errors'
import { API_BODY_BYTES } from '../request/body-limits'

const MAX_DEPTH = 20
const MAX_KEYS = 1_000
// They can change every object of the program when code copies them carelessly.
const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype'])

/**
 * The body as a JSON object; an empty body is an empty object.
 * @throws AppError `too_large`; `unsupported` when its type is not JSON; `invalid` when it is no JSON object, or is
 * larger than any request needs.
 */
export async function readJson(request: Request): Promise<Record<string, unknown>> {
  const text = await readText(request)
  if (text.trim() === '') return {}
  requireJsonType(request)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new AppError('invalid', 'The request body is not readable JSON. Send a JSON object.')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new AppError('invalid', 'The request body must be a JSON object.')
  }
  refuseExcess(value)
  return value as Record<string, unknown>
}

async function readText(request: Request): Promise<string> {
  if (Number(request.headers.get('content-length') ?? 0) > API_BODY_BYTES) throw tooLarge()
  if (!request.body) return ''
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    for await (const chunk of request.body as unknown as AsyncIterable<Uint8Array>) {
      size += chunk.byteLength
      if (size > API_BODY_BYTES) throw tooLarge()
      chunks.push(chunk)
    }
  } catch (error) {
    if (error instanceof AppError) throw error
    throw new AppError('invalid', 'The request body was cut off. Send it again.')
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks))
  } catch {
    throw new AppError('invalid', 'The request body must be UTF-8.')
  }
}

// A form of another site can send this text with every other type.
function requireJsonType(request: Request): void {
  const type = request.headers.get('content-type') ?? ''
  if (/^application\/(json|[\w.+-]+\+json)\s*(;|$)/i.test(type)) return
  throw new AppError('unsupported', 'Send the body as JSON, with the header Content-Type: application/json.')
}

// Level by level, so that deep JSON needs no stack.
function refuseExcess(value: object): void {
  let level: object[] = [value]
  let keys = 0
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > MAX_DEPTH) throw invalid(`is nested more than ${MAX_DEPTH} levels deep`)
    const next: object[] = []
    for (const item of level) {
      const names = Array.isArray(item) ? [] : Object.keys(item)
      keys += names.length
      if (keys > MAX_KEYS) throw invalid(`has more than ${MAX_KEYS} keys`)
      names.forEach(refuseOddName)
      for (const child of childrenOf(item)) next.push(child)
    }
    level = next
  }
}

function refuseOddName(name: string): void {
  if (FORBIDDEN_KEYS.has(name)) throw invalid(`has a key ${JSON.stringify(name)}, which no request needs`)
  if (!isWhole(name)) throw invalid('has a key with a NUL or half of a surrogate pair')
}

/** The objects and lists in an object or list. @throws AppError `invalid` for a number that is too large */
function childrenOf(item: object): object[] {
  const children: object[] = []
  for (const child of Object.values(item) as unknown[]) {
    if (typeof child === 'object' && child !== null) children.push(child)
    else if (typeof child === 'number' && !Number.isFinite(child)) throw invalid('has a number that is too large')
  }
  return children
}

/** Whether a text can be stored: PostgreSQL accepts no NUL, and UTF-8 no half of a surrogate pair. */
function isWhole(text: string): boolean {
  return text.isWellFormed() && !text.includes('\u0000')
}

function invalid(what: string): AppError {
  return new AppError('invalid', `The request body ${what}.`)
}

export function tooLarge(): AppError {
  return new AppError('too_large', `The request body may have at most ${API_BODY_BYTES} bytes.`)
}
