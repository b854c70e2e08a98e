import { createHash } from 'node:crypto'
import { showable } from '@/lib/base/showable'
import { type BeatFields, parseSignal } from './beat'

/** Takes fields as a job sent them and keeps what can be kept: a bad field becomes a warning, never a refusal. */
export class FieldReader {
  readonly warnings: string[] = []
  readonly fields: BeatFields = {
    signal: null,
    message: null,
    runKey: null,
    attempt: null,
    step: null,
    shard: null,
    shards: null,
    done: null,
    total: null,
    add: null,
    unit: null,
    checkpoint: null,
    host: null,
    env: null,
    url: null,
    trace: null,
    metrics: null,
    exit: null,
    idempotencyKey: null,
    output: null,
    outputTruncated: false,
  }

  /** Reads one field. Returns false when no field has this name. */
  take(name: string, value: unknown): boolean {
    if (name.startsWith('metric.')) {
      this.#metric(name.slice(7), value)
      return true
    }
    const read = Object.hasOwn(READERS, name) ? READERS[name] : undefined
    if (!read) return false
    if (value !== null && value !== undefined && value !== '') read(this, value, name)
    return true
  }

  warn(text: string): void {
    if (this.warnings.length < 20) this.warnings.push(text)
  }

  text(name: string, value: unknown, max: number): string | null {
    if (typeof value === 'object') {
      this.warn(`${name} must be a text; dropped.`)
      return null
    }
    // A checkpoint is given back to the job, and has to be what it was.
    const text = name === 'checkpoint' ? clean(String(value)) : showable(String(value))
    if (text.length <= max) return text
    this.warn(`${name} is longer than ${max} characters; cut.`)
    return text.slice(0, max)
  }

  number(
    name: string,
    value: unknown,
    { min, max, whole }: { min: number; max: number; whole: boolean },
  ): number | null {
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
    if (typeof number === 'number' && number >= min && number <= max && (!whole || Number.isInteger(number)))
      return number
    this.warn(`${name} must be ${whole ? 'a whole number' : 'a number'} from ${min} to ${max}; dropped.`)
    return null
  }

  metrics(value: unknown): void {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      this.warn('metrics must be an object; dropped.')
    } else {
      for (const [name, number] of Object.entries(value).slice(0, 51)) this.#metric(name, number)
    }
  }

  #metric(name: string, value: unknown): void {
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
    const isGood = name !== '' && name.length <= 100 && name !== '__proto__' && Number.isFinite(number)
    const metrics = this.fields.metrics ?? {}
    if (!isGood) this.warn(`metric ${showable(name).slice(0, 100)} must be a number; dropped.`)
    else if (Object.keys(metrics).length >= 50) this.warn('There are more than 50 metrics; the rest dropped.')
    else this.fields.metrics = { ...metrics, [showable(name)]: number as number }
  }
}

/** Text that PostgreSQL can hold: no NUL, no lone surrogate. */
function clean(text: string): string {
  return text.includes('\0') || !text.isWellFormed() ? text.replaceAll('\0', '').toWellFormed() : text
}

/** Keys of any form are accepted; those of an unusual one are known by their hash. */
export function idempotencyKey(text: string): string {
  return /^[A-Za-z0-9_-]{1,64}$/.test(text) ? text : createHash('sha256').update(text).digest('base64url')
}

type Reader = (to: FieldReader, value: unknown, name: string) => void

const text =
  (
    field: 'message' | 'runKey' | 'step' | 'shard' | 'unit' | 'checkpoint' | 'host' | 'env' | 'url' | 'trace',
    max: number,
  ): Reader =>
  (to, value, name) => {
    to.fields[field] = to.text(name, value, max)
  }

const number =
  (
    field: 'attempt' | 'shards' | 'done' | 'total' | 'add' | 'exit',
    range: { min: number; max: number; whole: boolean },
  ): Reader =>
  (to, value, name) => {
    to.fields[field] = to.number(name, value, range)
  }

const AMOUNT = { min: 0, max: 1e15, whole: false }

const READERS: Record<string, Reader> = {
  status: (to, value) => {
    const parsed = parseSignal(String(value))
    if (!parsed) to.warn('status is no signal and no exit status; dropped.')
    to.fields.signal = parsed?.signal ?? null
    to.fields.exit ??= parsed?.exit ?? null
  },
  message: text('message', 2_000),
  run: text('runKey', 200),
  attempt: number('attempt', { min: 1, max: 10_000, whole: true }),
  step: text('step', 100),
  shard: text('shard', 100),
  shards: number('shards', { min: 1, max: 100_000, whole: true }),
  done: number('done', AMOUNT),
  total: number('total', AMOUNT),
  add: number('add', { min: -1e15, max: 1e15, whole: false }),
  unit: text('unit', 30),
  checkpoint: text('checkpoint', 4_000),
  host: text('host', 200),
  env: text('env', 100),
  url: text('url', 2_000),
  trace: text('trace', 200),
  exit: number('exit', { min: 0, max: 255, whole: true }),
  metrics: (to, value) => to.metrics(value),
  idem: (to, value) => {
    to.fields.idempotencyKey = idempotencyKey(String(value))
  },
}

/** Whether a job's field may have this name. */
export function isBeatField(name: string): boolean {
  return Object.hasOwn(READERS, name) || name.startsWith('metric.')
}
