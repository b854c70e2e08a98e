/** One member of a JSON object, with its unchanged value. */
export interface Member {
  name: string
  value: unknown
  source: string
}

export interface Found {
  members: Member[]
  /**
   * `closed`: the object ends within the text; `cut`: the text ends within the object; `broken`: the next characters
   * are no JSON.
   */
  end: 'closed' | 'cut' | 'broken'
  /** The first character after a closed object. Empty: there is none. */
  next: string
}

/**
 * The members of the JSON object that a text begins with, with repeated names, which `JSON.parse` would drop. For a
 * text that is cut, or invalid later on, the members before that. Null: the text begins with no object.
 */
export function membersOf(text: string): Found | null {
  let at = afterBlanks(text, 0)
  if (text[at] !== '{') return null
  const members: Member[] = []
  at = afterBlanks(text, at + 1)
  while (at < text.length && text[at] !== '}') {
    if (text[at] !== '"') return { members, end: 'broken', next: '' }
    const nameEnd = afterString(text, at)
    const colon = nameEnd === -1 ? text.length : afterBlanks(text, nameEnd)
    if (colon < text.length && text[colon] !== ':') return { members, end: 'broken', next: '' }
    const start = afterBlanks(text, colon + 1)
    const end = start >= text.length ? -1 : afterValue(text, start)
    if (end === -1) return { members, end: 'cut', next: '' }
    if (end === NO_JSON) return { members, end: 'broken', next: '' }
    const name = parsed(text.slice(at, nameEnd))
    const source = text.slice(start, end)
    const value = typeof name === 'string' ? parsed(source) : undefined
    if (typeof name !== 'string' || value === undefined) return { members, end: 'broken', next: '' }
    members.push({ name, value, source })
    at = afterBlanks(text, end)
    if (text[at] === ',') at = afterBlanks(text, at + 1)
    else if (at < text.length && text[at] !== '}') return { members, end: 'broken', next: '' }
  }
  if (text[at] !== '}') return { members, end: 'cut', next: '' }
  return { members, end: 'closed', next: text[afterBlanks(text, at + 1)] ?? '' }
}

/** Deeper than any job nests: a megabyte of brackets takes a second to read. */
const DEEPEST = 500

/** Undefined: not JSON, or nested too deeply. */
export function parsed(source: string): unknown {
  if (isDeep(source)) return undefined
  try {
    return JSON.parse(source)
  } catch {
    return undefined
  }
}

function isDeep(text: string): boolean {
  let depth = 0
  for (let at = 0; at < text.length; at++) {
    const one = text[at]
    if (one === '"') {
      const end = afterString(text, at)
      if (end === -1) return false
      at = end - 1
    } else if (one === '[' || one === '{') depth += 1
    else if (one === ']' || one === '}') depth -= 1
    if (depth > DEEPEST) return true
  }
  return false
}

function afterBlanks(text: string, from: number): number {
  let at = from
  while (at < text.length && ' \t\r\n'.includes(text[at]!)) at += 1
  return at
}

/** The position after the string that begins at `from`. -1: it does not end. */
function afterString(text: string, from: number): number {
  let at = from
  for (;;) {
    at = text.indexOf('"', at + 1)
    if (at === -1) return -1
    let slashes = at - 1
    while (text[slashes] === '\\') slashes -= 1
    if ((at - slashes) % 2 === 1) return at + 1
  }
}

const NO_JSON = -2

/**
 * The position after the value that begins at `from`. -1: it does not end; `NO_JSON`: it has an invalid character after
 * a text.
 */
function afterValue(text: string, from: number): number {
  const first = text[from]
  if (first === '"') return afterString(text, from)
  if (first !== '{' && first !== '[') {
    let at = from
    while (at < text.length && !',}] \t\r\n'.includes(text[at]!)) at += 1
    return at === text.length || at === from ? -1 : at
  }
  let depth = 0
  for (let at = from; at < text.length; at++) {
    const char = text[at]
    if (char === '"') {
      const end = afterString(text, at)
      if (end === -1) return -1
      const next = afterBlanks(text, end)
      if (next < text.length && !':,]}'.includes(text[next]!)) return NO_JSON
      at = next - 1
    } else if (char === '{' || char === '[') depth += 1
    else if (char === '}' || char === ']') {
      depth -= 1
      if (depth === 0) return at + 1
    }
  }
  return -1
}

const MEMBER = /"(\w{1,40})"\s{0,20}:\s{0,20}("(?:[^"\\]|\\.){0,200}"|true|false|null|-?\d[\d.eE+-]{0,30})/g

/**
 * The members with short values at the end of a JSON object whose beginning is cut off, without those of nested
 * objects.
 */
export function lastMembersOf(text: string): Omit<Member, 'source'>[] {
  const members: Omit<Member, 'source'>[] = []
  for (const [, name = '', source = ''] of outermostEnd(text).matchAll(MEMBER)) {
    const value = parsed(source)
    if (value !== undefined) members.push({ name, value })
  }
  return members
}

/** Read backwards: only the end shows the nesting. Empty: the text does not end like an object. */
function outermostEnd(text: string): string {
  const kept: string[] = []
  let depth = 0
  for (let at = text.trimEnd().length - 1; at >= 0; at--) {
    const one = text[at]!
    const from = one === '"' ? startOfString(text, at) : at
    if (one === '}' || one === ']') depth += 1
    if (depth === 0) break
    if (depth === 1) kept.push(text.slice(from, at + 1))
    if (one === '{' || one === '[') depth -= 1
    at = from
  }
  return kept.reverse().join('')
}

/** The start of the string that ends at the quote; 0 if the start is cut off. */
function startOfString(text: string, end: number): number {
  for (let at = text.lastIndexOf('"', end - 1); at > 0; at = text.lastIndexOf('"', at - 1)) {
    let slashes = at - 1
    while (text[slashes] === '\\') slashes -= 1
    if ((at - slashes) % 2 === 1) return at
  }
  return 0
}
