import { jsonrepair } from 'jsonrepair'

/** In characters. */
const LONGEST = 65_536
/** Mending looks back at each quote: a text with many of them would keep the process busy for seconds. */
const MOST_QUOTES = 300
const MOST_WORK = 4_000_000

/** A member, with its value as a text. */
export interface NamedText {
  name: string
  value: string
}

/** JSON as shells build it (raw line ends and quotes in texts, commas too many, single quotes) as JSON. Null: beyond mending. */
export function mendJson(text: string): string | null {
  if (text.length > LONGEST) return null
  const quotes = text.match(/["'`´‘’“”]/g)?.length ?? 0
  if (quotes > MOST_QUOTES || quotes * text.length > MOST_WORK) return null
  try {
    // It looks back over blanks as well.
    return jsonrepair(text.replaceAll(/(\s{50})\s+/g, '$1'))
  } catch {
    return null
  }
}

// Members of what was meant to be JSON, with a value in any quotes or none: those that are of the signal, and those that name the run or part.
const SPOKEN =
  /[{,"'“‘]\s{0,20}(status|exit|exit_?code|exit_?status|returncode)\s{0,20}\\?["'”’]?\s{0,20}:\s{0,20}(?:\\?"((?:[^"\\\n]|\\[^"])*)|'([^'\n]*)|“([^”\n]*)|([^\s,}"']*))/gi
const ABOUT =
  /[{,"'“‘]\s{0,20}(run|rid|step|shard|attempt)\s{0,20}\\?["'”’]?\s{0,20}:\s{0,20}(?:\\?"((?:[^"\\\n]|\\[^"])*)|'([^'\n]*)|“([^”\n]*)|([^\s,}"']*))/gi

/** Every status and exit status in what was meant to be JSON, in whatever place. */
export function* spokenIn(text: string): Generator<NamedText> {
  const seen = new Set<string>()
  for (const match of text.matchAll(SPOKEN)) {
    const found = namedText(match)
    const same = `${found.name}:${found.value}`
    if (found.value === 'null' || seen.has(same)) continue
    seen.add(same)
    yield found
  }
}

/** Which run and part it names, the first of each name, in whatever place. */
export function* aboutIn(text: string): Generator<NamedText> {
  for (const match of text.slice(0, LONGEST).matchAll(ABOUT)) {
    const found = namedText(match)
    if (found.value !== '' && found.value !== 'null') yield found
  }
}

function namedText([, name = '', ...values]: RegExpExecArray): NamedText {
  return { name: name.toLowerCase(), value: (values.find((one) => one !== undefined) ?? '').trim() }
}
