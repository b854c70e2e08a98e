import { sanitizeLine } from '@/lib/base/sanitize-text'
import type { Signal } from '@/lib/core/types'
import { isBlank, readPlain, readSignal, readSignalWord, type SaidSignal } from './signal-words'

/** The statement of one place of a call about the signal. */
export interface Statement {
  place: 'query' | 'body'
  /** `alias`: a field that is read as a status when it contains one: `state`, `"ok": false`. */
  by: 'status' | 'alias' | 'exit'
  /** The field's name, unchanged. */
  name: string
  text: string
  /** Null: it cannot be read. */
  signal: SaidSignal | null
  isEmpty: boolean
}

/** The part of a heartbeat URL after the key, as it was read. */
export interface PathSignal {
  /** Null: it has no signal, or cannot be read. */
  signal: SaidSignal | null
  exit: number | null
  /** `empty`: the URL ends in a slash with nothing after it. */
  fault?: 'unreadable' | 'empty'
  /** The unreadable text. */
  text?: string
}

/** All statements of a call about its signal. */
export interface Said {
  /** Null: the path has no signal. */
  path: PathSignal | null
  statements: readonly Statement[]
  /** Why a body that was meant to be read cannot be. Null: it was read, or is the job's output. */
  brokenBody: string | null
}

/** The meaning of a call, with the signal of its key. */
export interface Meaning {
  signal: Signal
  warnings: readonly string[]
  /** Why an unreadable call counts as a failure. Null: it was read. */
  trouble: string | null
}

const EMPTY_PATH: PathSignal = { signal: null, exit: null, fault: 'empty' }

/** Reads the text after the key in a heartbeat URL, undecoded: `''`, `/`, `/fail`, `/7`. Null: nothing. */
export function readPathSignal(rest: string): PathSignal | null {
  if (rest === '') return null
  const known = readPlain(rest.slice(1))
  if (known) return known
  const words = rest
    .split('/')
    .map(decode)
    .filter((word) => !isBlank(word))
  if (words.length === 0) return EMPTY_PATH
  const read = words.length === 1 ? readSignal(words[0]!) : null
  return read ?? { signal: null, exit: null, fault: 'unreadable', text: words.join('/') }
}

/** The meaning of a `status`, or of a field that is read as one. */
export function statusStatement(place: Statement['place'], name: string, text: string): Statement {
  return { place, by: 'status', name, text, signal: readSignal(text)?.signal ?? null, isEmpty: isBlank(text) }
}

/** The meaning of `error=` in a query: none, but without any other statement it is unreadable. */
export function emptyStatement(name: string): Statement {
  return { place: 'query', by: 'status', name, text: '', signal: null, isEmpty: true }
}

/** The meaning of an `exit`: a number, or the name of a signal that killed; it cannot mean that a job runs. */
export function exitStatement(place: Statement['place'], name: string, text: string): Statement {
  const signal = readSignal(text)?.signal ?? null
  const ends = signal === 'success' || signal === 'fail' ? signal : null
  return { place, by: 'exit', name, text, signal: ends, isEmpty: isBlank(text) }
}

const NOTHING: readonly string[] = []
const MEANS: Record<Signal, Meaning> = {
  start: { signal: 'start', warnings: NOTHING, trouble: null },
  progress: { signal: 'progress', warnings: NOTHING, trouble: null },
  success: { signal: 'success', warnings: NOTHING, trouble: null },
  fail: { signal: 'fail', warnings: NOTHING, trouble: null },
  log: { signal: 'log', warnings: NOTHING, trouble: null },
}

/**
 * The meaning of a call. A failure in any place wins, and an unreadable value is a failure; otherwise the path counts,
 * then the key, the body and the query.
 * @param bound the signal of the call's purpose key. Null: the main key.
 */
export function meaningOf(said: Said, { bound, isPart }: { bound: Signal | null; isPart: boolean }): Meaning {
  const { path, statements } = said
  const isOnly = path === null || bound === null || path.signal === bound
  if (statements.length === 0 && said.brokenBody === null && path?.fault === undefined && isOnly)
    return MEANS[settle(path?.signal ?? bound ?? 'success', isPart)]
  const warnings: string[] = []
  if (path?.fault === 'empty') warnings.push('The URL ends in / : was a variable empty?')
  const of = (signal: Signal, trouble: string | null = null): Meaning => ({ signal, warnings, trouble })

  const spoken = path?.signal ?? null
  const held = spoken === 'log' ? 'The URL says log' : bound === 'log' ? 'The key is bound to log' : null
  if (held !== null) {
    const others = [...(spoken !== 'log' && spoken ? [`the URL (${spoken})`] : []), ...differing(statements, 'log')]
    if (others.length > 0) warnings.push(`${held}, which counts; ${others.join(' and ')} changed nothing.`)
    return of('log')
  }

  // With a word in the path, an exit status is only kept: 1 to 7 of robocopy are successes.
  const counting = spoken === null ? statements : statements.filter(({ by }) => by !== 'exit')
  if (spoken === 'fail' || bound === 'fail' || counting.some(({ signal }) => signal === 'fail')) {
    const others = differing(counting, 'fail')
    if (spoken !== null && spoken !== 'fail') others.unshift(`the URL says ${spoken}`)
    if (bound !== null && bound !== 'fail') others.unshift(`the key is bound to ${bound}`)
    if (others.length > 0) warnings.push(`A failure counts, although ${others.join(' and ')}.`)
    return of('fail')
  }
  const unreadable = counting.find(({ signal, isEmpty }) => signal === null && !isEmpty)
  if (unreadable) return of('fail', sentenceOf(unreadable))

  const chosen = spoken ?? bound ?? firstOf(counting)
  if (chosen !== null) {
    const others = differing(
      counting.filter(({ by }) => by !== 'exit'),
      chosen,
    )
    const holder = spoken !== null ? 'the URL' : bound !== null ? 'the key' : 'the first'
    if (spoken !== null && bound !== null && bound !== spoken) others.unshift(`the key is bound to ${bound}`)
    if (others.length > 0) warnings.push(`${upper(others.join(' and '))}; ${holder} counts.`)
    if (said.brokenBody !== null) warnings.push(`${said.brokenBody}; kept as output.`)
    return of(settle(chosen, isPart))
  }
  if (said.brokenBody !== null) return of('fail', `${said.brokenBody}; counted as a failure. ${ADVICE}`)
  const empty = counting[0]
  if (empty) return of('fail', sentenceOf(empty))
  return of('success')
}

export const ADVICE = 'Send an exit status or one of start, progress, success, fail, log.'

/** The answer when the path names no signal. */
export function pathSentence(text: string): string {
  return `${quote(text)} in the URL is not a signal. ${ADVICE}`
}

function firstOf(statements: readonly Statement[]): SaidSignal | null {
  const find = (place: Statement['place'], by: Statement['by']) =>
    statements.find((one) => one.place === place && one.by === by && one.signal !== null)?.signal
  for (const by of ['status', 'alias', 'exit'] as const) {
    const signal = find('body', by) ?? find('query', by)
    if (signal) return signal
  }
  return null
}

function settle(signal: SaidSignal, isPart: boolean): Signal {
  if (signal !== 'skipped') return signal
  return isPart ? 'success' : 'log'
}

function differing(statements: readonly Statement[], signal: SaidSignal): string[] {
  const others = statements.filter((one) => one.signal !== null && one.signal !== signal && !isPlainEnd(one, signal))
  return [...new Set(others.map(({ name, text }) => `${quoteName(name)} says ${quote(text)}`))].slice(0, 3)
}

/** An exit status of 0 beside a signal with more detail. */
function isPlainEnd({ by, signal }: Statement, than: SaidSignal): boolean {
  return by === 'exit' && signal === 'success' && than !== 'fail'
}

function sentenceOf({ by, name, text, isEmpty }: Statement): string {
  const what = by === 'exit' ? 'exit status' : 'signal and no exit status'
  const fault = isEmpty
    ? `${quoteName(name)} is empty: was a variable not set?`
    : `${quoteName(name)} is ${quote(text)}, which is no ${what}`
  return `${fault}${isEmpty ? ' C' : '; c'}ounted as a failure. ${ADVICE}`
}

const quote = (text: string) => `"${sanitizeLine(text).slice(0, 60)}"`
const quoteName = (name: string) => sanitizeLine(name).slice(0, 30)
const upper = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

function decode(text: string): string {
  if (!text.includes('%')) return text
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** The meaning of a single word: a query's name without a value, a body of one word. Null: it is no listed word. */
export function wordStatement(place: Statement['place'], name: string, text: string): Statement | null {
  const read = readSignalWord(text)
  return read && { place, by: 'status', name, text, signal: read.signal, isEmpty: false }
}
