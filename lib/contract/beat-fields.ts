import { createHash } from 'node:crypto'
import { sanitizeText } from '@/lib/base/sanitize-text'
import type { BeatFields } from './beat'
import type { NamedText } from './repair-json'
import { exitStatement, type PathSignal, type Statement, statusStatement, wordStatement } from './said'
import { plainWord, readSignal, readSignalWord } from './signal-words'

type Place = Statement['place']

const NO_STATEMENTS: readonly Statement[] = Object.freeze([])
const MOST_ALIKE = 50
const SAID_NOTHING: BeatFields['said'] = Object.freeze({ path: null, statements: NO_STATEMENTS, brokenBody: null })

/** Takes fields as a job sent them and keeps all usable values: a bad field becomes a warning, never a refusal. */
export class FieldReader {
  readonly warnings: string[] = []
  readonly fields: BeatFields = {
    said: SAID_NOTHING,
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

  #place: Place = 'query'
  /** Fields that this place has given already. */
  #given: Set<string> | null = null
  #statusExit: number | null = null
  #statements: Statement[] | null = null
  #known: Set<string> | null = null
  /** How many statements there are of each kind. */
  #alike: Map<string, number> | null = null
  #brokenBody: string | null = null

  /** The next statements come from another place: they have priority over the earlier ones. */
  enter(place: Place): void {
    this.#place = place
    this.#given = null
  }

  /** Reads one field, whose name may be in any case. Returns false when no field has this name. */
  take(given: string, value: unknown): boolean {
    const name = fieldName(given)
    if (name.startsWith('metric.')) {
      this.#metric(given.replace(AROUND_NAMES, '').trim().slice(7), value)
      return true
    }
    const read = Object.hasOwn(READERS, name) ? READERS[name] : undefined
    if (!read) return this.#takeAside(name, given, value)
    const isSpoken = name === 'status' || name === 'exit'
    if (value === null || value === undefined) {
      if (isSpoken) this.warn(`${sanitizeText(given.trim()).slice(0, 50)} is null, which has no effect.`)
      return true
    }
    if (!isSpoken && (value === '' || this.#isGivenTwice(name, given))) return true
    if (!read(this, value, given.trim()) || isSpoken) return true
    this.#given ??= new Set()
    this.#given.add(name)
    return true
  }

  /** Whether `take` would accept it. */
  knows(given: string, value: unknown): boolean {
    const name = fieldName(given)
    return (
      Object.hasOwn(READERS, name) || name.startsWith('metric.') || aliasStatementOf(this.#place, name, value) !== null
    )
  }

  /** Reads a single word as a status. Returns false when it is none. */
  takeWord(name: string, text: string): boolean {
    const statement = wordStatement(this.#place, name, text)
    if (statement) this.say(statement)
    return statement !== null
  }

  say(statement: Statement): void {
    this.#statements ??= []
    this.#known ??= new Set()
    this.#alike ??= new Map()
    // A separate limit for each kind: statements of one kind leave room for the others.
    const kind = `${statement.place} ${kindOf(statement)}`
    const alike = this.#alike.get(kind) ?? 0
    if (alike >= MOST_ALIKE) return
    const same = `${kind}/${statement.name}/${statement.text}`
    if (this.#known.has(same)) return
    this.#known.add(same)
    this.#alike.set(kind, alike + 1)
    this.#statements.push(statement)
  }

  /** Sets the run and part of a beat, as far as they are not set yet. */
  takeMissing(found: Iterable<NamedText>): void {
    const { runKey, step, shard, attempt } = this.fields
    const missing: Record<string, unknown> = { run: runKey, rid: runKey, step, shard, attempt }
    for (const { name, value } of found) {
      if (missing[name] !== null) continue
      missing[name] = value
      this.take(name, value)
    }
  }

  hasSaid(place: Place): boolean {
    return this.#statements?.some((one) => one.place === place) ?? false
  }

  /** Stores why a body that was meant to be read cannot be read. */
  breakBody(why: string): void {
    this.#brokenBody = why
  }

  /** Stores a status or an exit status that `take` found. */
  takeSpoken(by: 'status' | 'exit', value: unknown, name: string): void {
    const text = asText(value)
    this.say(by === 'exit' ? exitStatement(this.#place, name, text) : statusStatement(this.#place, name, text))
    const exit = readSignal(text)?.exit ?? null
    if (exit === null) return
    if (by === 'exit') this.fields.exit = exit
    else this.#statusExit = exit
  }

  /** Combines all statements. */
  finish(path: PathSignal | null): void {
    const { fields } = this
    fields.exit = path?.exit ?? fields.exit ?? this.#statusExit
    if (path !== null || this.#statements !== null || this.#brokenBody !== null)
      fields.said = { path, statements: this.#statements ?? NO_STATEMENTS, brokenBody: this.#brokenBody }
  }

  #takeAside(name: string, given: string, value: unknown): boolean {
    const statement = aliasStatementOf(this.#place, name, value)
    if (statement === null) return false
    if (statement !== 'says nothing') this.say({ ...statement, name: given })
    return true
  }

  #isGivenTwice(name: string, given: string): boolean {
    const isSo = this.#given?.has(name) ?? false
    if (isSo) this.warn(`${sanitizeText(given.trim()).slice(0, 50)} is given twice; the first counts.`)
    return isSo
  }

  warn(text: string): void {
    if (this.warnings.length < 20) this.warnings.push(text)
  }

  text(name: string, value: unknown, max: number): string | null {
    if (typeof value === 'object') {
      this.warn(`${name} must be a text; dropped.`)
      return null
    }
    // A checkpoint is returned to the job, and must stay unchanged.
    const text = name === 'checkpoint' ? clean(String(value)) : sanitizeText(String(value))
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
    if (!isGood) this.warn(`metric ${sanitizeText(name).slice(0, 100)} must be a number; dropped.`)
    else if (Object.keys(metrics).length >= 50) this.warn('There are more than 50 metrics; the rest dropped.')
    else this.fields.metrics = { ...metrics, [sanitizeText(name)]: number as number }
  }
}

/** The beginning of an object; an object that is nested too deeply to be written is reported as one. */
function asText(value: unknown): string {
  if (typeof value !== 'object') return String(value)
  try {
    return JSON.stringify(value).slice(0, 200)
  } catch {
    return 'an object'
  }
}

/** The kind of a statement; with a word in the path an exit status is only kept, so it is a separate kind. */
function kindOf({ by, signal, isEmpty }: Statement): string {
  const says = signal === 'fail' ? 'fail' : signal !== null ? 'good' : isEmpty ? 'empty' : 'unreadable'
  return by === 'exit' ? `exit ${says}` : says
}

/** A text that PostgreSQL can store: no NUL, no lone surrogate. */
function clean(text: string): string {
  return text.includes('\0') || !text.isWellFormed() ? text.replaceAll('\0', '').toWellFormed() : text
}

/** Keys of any form are accepted; a key of an unusual form is stored as its hash. */
export function idempotencyKey(text: string): string {
  return /^[A-Za-z0-9_-]{1,64}$/.test(text) ? text : createHash('sha256').update(text).digest('base64url')
}

/** Other names for fields. */
const SAME: Record<string, string> = {
  rid: 'run',
  ...{
    'exit-code': 'exit',
    'exit-status': 'exit',
    exit_code: 'exit',
    exitcode: 'exit',
    exit_status: 'exit',
    exitstatus: 'exit',
    returncode: 'exit',
  },
}

/** Characters that shells, pages and editors leave around a name. */
const AROUND_NAMES = /[\0\u200b-\u200d\u2060\ufeff"'`‘’‚“”„«»\\]/g

function fieldName(given: string): string {
  if (Object.hasOwn(READERS, given)) return given
  const name = given
    .replace(AROUND_NAMES, '')
    .trim()
    .toLowerCase()
    .replace(/\[\d*\]$/, '')
  return Object.hasOwn(SAME, name) ? SAME[name]! : name
}

/** Fields of other products that are read as a status when they contain one, and are ignored otherwise. */
const LIKE_STATUS = new Set(['state', 'conclusion', 'result', 'outcome'])
const FLAGS: Record<string, boolean> = { ok: false, success: false, fail: true, failed: true, error: true }

/** Whether a field of this name may contain the signal: limits on the number of fields do not apply to it. */
export function speaks(given: string): boolean {
  const name = fieldName(given)
  return name === 'status' || name === 'exit' || LIKE_STATUS.has(name) || Object.hasOwn(FLAGS, name)
}

/** The statement in a field that is no field of ours. Null: it is ignored. */
function aliasStatementOf(place: Place, name: string, value: unknown): Statement | 'says nothing' | null {
  if (LIKE_STATUS.has(name)) {
    const read = typeof value === 'string' ? readSignalWord(value) : null
    return read && { place, by: 'alias', name, text: String(value), signal: read.signal, isEmpty: false }
  }
  if (!Object.hasOwn(FLAGS, name)) return null
  const text = typeof value === 'boolean' || typeof value === 'string' ? plainWord(String(value)) : ''
  if (text !== 'true' && text !== 'false') return null
  const isFailure = text === String(FLAGS[name])
  return isFailure ? { place, by: 'alias', name, text, signal: 'fail', isEmpty: false } : 'says nothing'
}

/** Whether it could use the value; an unusable value leaves the former one. */
type Reader = (to: FieldReader, value: unknown, name: string) => boolean

const text =
  (
    field: 'message' | 'runKey' | 'step' | 'shard' | 'unit' | 'checkpoint' | 'host' | 'env' | 'url' | 'trace',
    max: number,
  ): Reader =>
  (to, value, name) => {
    const read = to.text(name, value, max)
    if (read !== null) to.fields[field] = read
    return read !== null
  }

const number =
  (
    field: 'attempt' | 'shards' | 'done' | 'total' | 'add',
    range: { min: number; max: number; whole: boolean },
  ): Reader =>
  (to, value, name) => {
    const read = to.number(name, value, range)
    if (read !== null) to.fields[field] = read
    return read !== null
  }

const AMOUNT = { min: 0, max: 1e15, whole: false }

const READERS: Record<string, Reader> = {
  status: (to, value, name) => {
    to.takeSpoken('status', value, name)
    return true
  },
  message: text('message', 2_000),
  run: (to, value, name) => {
    const read = to.text(name, value, 200)?.trim() || null
    if (read !== null) to.fields.runKey = read
    return read !== null
  },
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
  exit: (to, value, name) => {
    to.takeSpoken('exit', value, name)
    return true
  },
  metrics: (to, value) => {
    to.metrics(value)
    return true
  },
  idem: (to, value, name) => {
    if (typeof value === 'object') to.warn(`${name} must be a text; dropped.`)
    else to.fields.idempotencyKey = idempotencyKey(String(value))
    return typeof value !== 'object'
  },
}

/** Whether a field has this name, and not only as an alias. */
export function isFieldName(given: string): boolean {
  return Object.hasOwn(READERS, given.trim().toLowerCase())
}

/** Whether it is an alias of a field. */
export function isOtherName(given: string): boolean {
  return Object.hasOwn(SAME, given.trim().toLowerCase())
}
