import { jsonrepair } from 'jsonrepair'

/** In characters. */
const LONGEST = 65_536
/** Mending looks back at each quote: a text with many of them would keep the process busy for seconds. */
const MOST_QUOTES = 300
const MOST_WORK = 4_000_000

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

// Members of what was meant to be JSON, with a value in any quotes or none: those that speak of the signal, and those that name the run or part.
const SPOKEN =
  /[{,"'“‘]\s{0,20}(status|exit|exit_?code|exit_?status|returncode|state|conclusion|result|outcome|ok|success|failed|error)\s{0,20}\\?["'”’]?\s{0,20}:\s{0,20}(?:\\?"((?:[^"\\\n]|\\[^"])*)|'([^'\n]*)|“([^”\n]*)|([^\s,}"']*))/gi
const ABOUT =
  /[{,"'“‘]\s{0,20}(run|rid|step|shard|attempt)\s{0,20}\\?["'”’]?\s{0,20}:\s{0,20}(?:\\?"((?:[^"\\\n]|\\[^"])*)|'([^'\n]*)|“([^”\n]*)|([^\s,}"']*))/gi

/** Every member that may say something of the signal in what was meant to be JSON, in whatever place. */
export function spokenIn(text: string): { name: string; value: string }[] {
  const found: { name: string; value: string }[] = []
  for (const [, name = '', ...values] of text.matchAll(SPOKEN)) {
    const value = (values.find((one) => one !== undefined) ?? '').trim()
    if (value !== 'null') found.push({ name, value })
    if (found.length >= 1_000) break
  }
  return found
}

/** Which run and part it names, the first of each name, in whatever place. */
export function aboutIn(text: string): { name: string; value: string }[] {
  const found: { name: string; value: string }[] = []
  for (const [, name = '', ...values] of text.slice(0, LONGEST).matchAll(ABOUT)) {
    const value = (values.find((one) => one !== undefined) ?? '').trim()
    if (value !== '' && value !== 'null') found.push({ name: name.toLowerCase(), value })
    if (found.length >= 50) break
  }
  return found
}
