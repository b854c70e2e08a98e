import { jsonrepair } from 'jsonrepair'
import { readSignal } from './signal-words'

/** In characters. */
const LONGEST = 65_536
/** The repair looks back at each quote: a text with many of them would keep the process busy for seconds. */
const MOST_QUOTES = 300
const MOST_WORK = 4_000_000

/** The repair of thousands of unclosed brackets takes minutes. */
const DEEPEST = 100

/** How many brackets are open at once, at most, ignoring quotes. */
function opens(text: string): number {
  let [depth, most] = [0, 0]
  for (const [bracket] of text.matchAll(/[[\]{}]/g)) {
    depth += bracket === '[' || bracket === '{' ? 1 : -1
    if (depth < 0) depth = 0
    if (depth > most) most = depth
  }
  return most
}

/** A member, with its value as a text. */
export interface NamedText {
  name: string
  value: string
}

/**
 * JSON with the usual mistakes of shells (raw line ends and quotes in texts, extra commas, single quotes) as valid
 * JSON. Null: not repairable.
 */
export function repairJson(text: string): string | null {
  if (text.length > LONGEST || opens(text) > DEEPEST) return null
  const quotes = text.match(/["'`´‘’“”]/g)?.length ?? 0
  if (quotes > MOST_QUOTES || quotes * text.length > MOST_WORK) return null
  try {
    // It looks back over spaces as well.
    return jsonrepair(text.replaceAll(/(\s{50})\s+/g, '$1'))
  } catch {
    return null
  }
}

// Members of a broken object, with a value in any quotes or none: those of the signal, and those that name the run or
// part.
const SPOKEN =
  /[{,"'“‘]\s{0,20}(status|exit|exit[-_]?code|exit[-_]?status|returncode)\s{0,20}\\?["'”’]?\s{0,20}:\s{0,20}(?:\\?"((?:[^"\\\n]|\\[^"])*)|'([^'\n]*)|“([^”\n]*)|([^,}\]"'\n]*))/gi
const ASIDE =
  /[{,"'“‘]\s{0,20}(status\[\]|state|conclusion|result|outcome|ok|success|fail|failed|error)\s{0,20}\\?["'”’]?\s{0,20}:\s{0,20}(?:\\?"((?:[^"\\\n]|\\[^"])*)|'([^'\n]*)|“([^”\n]*)|([^,}\]"'\n]*))/gi
const ABOUT =
  /[{,"'“‘]\s{0,20}(run|rid|step|shard|attempt)\s{0,20}\\?["'”’]?\s{0,20}:\s{0,20}(?:\\?"((?:[^"\\\n]|\\[^"])*)|'([^'\n]*)|“([^”\n]*)|([^\s,}"']*))/gi

/** Every status and exit status in a broken object, at any place. */
export function* spokenIn(text: string): Generator<NamedText> {
  const seen = new Set<string>()
  for (const match of text.matchAll(SPOKEN)) {
    const found = spoken(match)
    const same = `${found.name}:${found.value}`
    if ((match[5] !== undefined && /^(null|none|undefined)$/i.test(found.value)) || seen.has(same)) continue
    seen.add(same)
    yield found
  }
}

/** Other statements about the signal in JSON that cannot be repaired, before the first nested object. */
export function* asideIn(text: string): Generator<NamedText> {
  const begun = text.indexOf('{') + 1
  const nested = text.slice(begun).search(/:\s{0,20}[{[]/)
  const own = nested === -1 ? text : text.slice(0, begun + nested)
  for (const match of own.slice(0, LONGEST).matchAll(ASIDE)) yield spoken(match)
}

/** Its value as in JSON: escapes are decoded, comments are removed. */
function spoken(match: RegExpExecArray): NamedText {
  const { name, value } = namedText(match)
  if (match[2]?.includes('\\')) return { name, value: readEscapes(match[2]) }
  if (match[5] === undefined) return { name, value }
  const all = value.replace(/\/[/*].*$/s, '').trim()
  // If a comma is missing there are several words: the first counts.
  return { name, value: readSignal(all) === null ? all.split(/\s/, 1)[0]! : all }
}

function readEscapes(text: string): string {
  try {
    return JSON.parse(`"${text}"`)
  } catch {
    return text.trim()
  }
}

/** The run and part in it, the first of each name, at any place. */
export function* aboutIn(text: string): Generator<NamedText> {
  for (const match of text.slice(0, LONGEST).matchAll(ABOUT)) {
    const found = namedText(match)
    if (found.value !== '' && found.value !== 'null') yield found
  }
}

function namedText([, name = '', ...values]: RegExpExecArray): NamedText {
  return { name: name.toLowerCase(), value: (values.find((one) => one !== undefined) ?? '').trim() }
}

const ODD_QUOTES: [first: RegExp, all: RegExp][] = [
  [/^&quot;/, /&quot;/g],
  [/^""(?=\w)/, /""/g],
  [/^[`^]"/, /[`^]"/g],
  [/^%22/, /%22/g],
  [/^\\u0022/, /\\u0022/g],
  [/^[„«»]/, /[„“”«»]/g],
]

/**
 * An object as Ruby or Python 2 print it, or with other quotes than JSON's, converted towards JSON. The same text: it
 * is none.
 */
export function nearerToJson(text: string): string {
  const opened = /^\s{0,200}\[?\s{0,200}\{\s{0,200}/.exec(text)?.[0]
  if (opened === undefined) return text
  const first = text.slice(opened.length, opened.length + 100)
  const [, odd] = ODD_QUOTES.find(([start]) => start.test(first)) ?? []
  if (odd) return text.replace(odd, '"')
  if (/^(?::\w+|"[^"\n]*")\s*=>/.test(first))
    return text.replace(/([{,]\s{0,20}):(\w{1,100})\s{0,20}=>/g, '$1"$2":').replace(/("\s{0,20})=>/g, '$1:')
  if (/^[uUbB]['"]/.test(first)) return text.replace(/([{,:[]\s{0,20})[uUbB](?=['"])/g, '$1')
  return text
}
