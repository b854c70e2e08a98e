import { AppError } from '@/lib/base/errors'

export const MAX_BODY_BYTES = 256_000
const MAX_DEPTH = 32

/**
 * The body as a JSON object; an empty body is an empty object.
 * @throws AppError `too_large`, or `invalid` when it is no JSON object or nested beyond reason.
 */
export async function readJson(request: Request): Promise<Record<string, unknown>> {
  const text = await readText(request)
  if (text.trim() === '') return {}
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new AppError('invalid', 'The request body is no JSON that can be read. Send a JSON object.')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new AppError('invalid', 'The request body must be a JSON object.')
  }
  refuseDepth(value)
  return value as Record<string, unknown>
}

async function readText(request: Request): Promise<string> {
  if (Number(request.headers.get('content-length') ?? 0) > MAX_BODY_BYTES) throw tooLarge()
  if (!request.body) return ''
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of request.body as unknown as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength
    if (size > MAX_BODY_BYTES) throw tooLarge()
    chunks.push(chunk)
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks))
  } catch {
    throw new AppError('invalid', 'The request body must be UTF-8.')
  }
}

// Level by level, so that depth costs no stack.
function refuseDepth(value: object): void {
  let level: object[] = [value]
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > MAX_DEPTH)
      throw new AppError('invalid', `The request body is nested more than ${MAX_DEPTH} levels deep.`)
    level = level.flatMap((item) => Object.values(item).filter((child) => typeof child === 'object' && child !== null))
  }
}

function tooLarge(): AppError {
  return new AppError('too_large', `The request body may have at most ${MAX_BODY_BYTES} bytes.`)
}
