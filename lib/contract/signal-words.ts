import type { Signal } from '@/lib/core/types'

/** The meanings of a word. `skipped`: for a part it is its success; for a run it has no effect, like `log`. */
export type SaidSignal = Signal | 'skipped'

/** Signals that end a process; each may be written with and without SIG. */
const KILLING = 'HUP INT QUIT ILL TRAP ABRT BUS FPE KILL SEGV USR1 USR2 PIPE ALRM TERM XCPU XFSZ SYS'.split(' ')
const WITH_SIG_ONLY = 'STOP CONT INFO IO POLL URG WINCH CHLD'.split(' ')

/** The words for each signal, as in `docs/protocol.md`. */
export const SIGNAL_WORDS: Readonly<Record<SaidSignal, readonly string[]>> = {
  start: ['start', 'started', 'starting', 'run', 'begin', 'executing'],
  progress: [
    ...['progress', 'running', 'in_progress', 'processing', 'retrying', 'up_for_retry', 'restarting', 'canceling'],
    ...['cancelling', 'stopping', 'completing'],
  ],
  success: [
    ...['success', 'successful', 'succeeded', 'ok', 'okay', 'up', 'complete', 'completed', 'finish', 'finished'],
    ...['done', 'pass', 'passed', 'true', 'cached'],
  ],
  log: [
    ...['log', 'queued', 'pending', 'scheduled', 'waiting', 'created', 'preparing', 'submitted', 'runnable'],
    ...['requested', 'provisioning', 'paused', 'suspended', 'deferred', 'manual', 'not_started', 'awaiting_retry'],
    'up_for_reschedule',
  ],
  skipped: ['skipped', 'omitted', 'neutral', 'noop', 'not_built', 'exec-condition'],
  fail: [
    ...['fail', 'failed', 'failing', 'failure', 'error', 'errored', 'exception', 'fatal', 'panic', 'down', 'critical'],
    ...['crash', 'crashed', 'abort', 'aborted', 'abandoned', 'canceled', 'cancelled', 'false', 'rejected', 'denied'],
    ...['invalid', 'expired', 'stale', 'timeout', 'timed_out', 'deadline_exceeded', 'killed', 'dumped', 'lost'],
    ...['stopped', 'evicted', 'preempted', 'terminating', 'oom-kill', 'core-dump', 'watchdog', 'signal', 'exit-code'],
    ...['resources', 'protocol', 'start-limit-hit', 'oomkilled', 'backofflimitexceeded', 'crashloopbackoff'],
    ...['imagepullbackoff', 'node_fail', 'out_of_memory', 'boot_fail', 'upstream_failed', 'startup_failure'],
    ...['action_required', 'partial', 'partially_succeeded', 'succeeded_with_issues', 'completed_with_errors'],
    ...['unstable', 'degraded', 'warning', 'warn', ...KILLING, ...KILLING.map((name) => `SIG${name}`)],
    ...WITH_SIG_ONLY.map((name) => `SIG${name}`),
  ],
}

/** Longer than any listed word; a longer text is not searched. */
const LONGEST = 200
const BLANKS_AND_MARKS = /[\s\0\u200b-\u200d\u2060\ufeff"'`´‘’‚“”„‹›«»\\\-_.]+/g
const WORDS = new Map<string, SaidSignal>(
  Object.entries(SIGNAL_WORDS).flatMap(([signal, words]) =>
    words.map((word) => [plainWord(word), signal as SaidSignal] as const),
  ),
)

/** The meaning of a word or a number. */
export interface Understood {
  signal: SaidSignal
  /** The exit status, if it is a number. */
  exit: number | null
}

const KNOWN = new Map<string, Understood>([...WORDS].map(([word, signal]) => [word, { signal, exit: null }]))
/** The usual exit statuses, as they are usually written. */
const EXITS = new Map<string, Understood>(
  Array.from({ length: 256 }, (_, exit) => [String(exit), { signal: exit === 0 ? 'success' : 'fail', exit }]),
)

/**
 * The meaning of a word, in any case and with any spaces, quotes, `-`, `_` and `.` in it, or of a whole number: 0 is
 * success, every other one a failure. Null: it cannot be read.
 */
export function readSignal(text: string): Understood | null {
  return readPlain(text) ?? KNOWN.get(plainWord(text)) ?? readExit(text)
}

/** As `readSignal`, for words exactly as listed. */
export function readPlain(text: string): Understood | null {
  return KNOWN.get(text) ?? EXITS.get(text) ?? null
}

/** As `readSignal`, for words only. */
export function readSignalWord(text: string): Understood | null {
  return KNOWN.get(text) ?? KNOWN.get(plainWord(text)) ?? null
}

/** Whether a text is empty without spaces and quotes. */
export function isBlank(text: string): boolean {
  return text === '' || /^[\s\0\u200b-\u200d\u2060\ufeff"'`‘’“”\\]*$/.test(text)
}

/** In lower case, without spaces, quotes, `-`, `_` and `.`; a text that is longer than any word stays unchanged. */
export function plainWord(text: string): string {
  const word = text.length > LONGEST ? bare(text, isMark) : text
  return word.length > LONGEST ? word : word.replace(BLANKS_AND_MARKS, '').toLowerCase()
}

const isMark = remembered((one) => one.replace(BLANKS_AND_MARKS, '') === '')
const isAroundNumber = remembered((one) => /[\s"'`\\]/.test(one))

/** One test per character, because a caller's text may have a million of them. */
function remembered(is: (one: string) => boolean): (code: number) => boolean {
  const [NO, YES] = [1, 2]
  const known = new Uint8Array(0x10000)
  return (code) => {
    if (known[code] === 0) known[code] = is(String.fromCharCode(code)) ? YES : NO
    return known[code] === YES
  }
}

/** Without the given characters at both ends. In one pass, because a caller's text may have any length. */
function bare(text: string, isAround: (code: number) => boolean): string {
  let [from, to] = [0, text.length]
  while (from < to && isAround(text.charCodeAt(from))) from += 1
  while (to > from && isAround(text.charCodeAt(to - 1))) to -= 1
  return text.slice(from, to)
}

function readExit(text: string): Understood | null {
  const number = bare(text, isAroundNumber)
  if (number.length > LONGEST) return null
  if (/^[+-]?0+(\.0*)?$/.test(number)) return { signal: 'success', exit: 0 }
  if (!/^[+-]?\d+(\.0+)?$/.test(number)) return null
  const exit = Number(number)
  return { signal: 'fail', exit: Number.isSafeInteger(exit) ? exit : null }
}
