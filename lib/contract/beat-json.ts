import { sanitizeText } from '@/lib/base/sanitize-text'
import { type FieldReader, speaks } from './beat-fields'
import { type Body, endOf, takeBroken, takeOutput } from './body-output'
import { lastMembersOf, membersOf, parsed } from './json-members'
import { aboutIn, asideIn, repairJson, spokenIn } from './repair-json'
import { readSignal } from './signal-words'

/** Whether one of them was known. */
export function takeMembers(
  reader: FieldReader,
  members: readonly { name: string; value: unknown; source: string }[],
): boolean {
  if (!members.some(({ name, value }) => reader.knows(name, value))) return false
  for (const { name, value, source } of members.slice(0, 200)) {
    // Digits that a number cannot represent are kept.
    const given = typeof value === 'number' && (value === 0 || !Number.isSafeInteger(value)) ? source : value
    if (!reader.take(name, given)) reader.warn(`There is no field ${sanitizeText(name).slice(0, 50)}; dropped.`)
  }
  for (const { name, value } of members.slice(200)) if (speaks(name)) reader.take(name, value)
  return true
}

/** JSON with mistakes: all readable fields, and every status and exit in it. */
export function takeRepaired(reader: FieldReader, body: Body): void {
  const { text, type } = body
  const found = repairedObject(text)
  const isMeant = type === 'json' || isMeantAsJson(text)
  if (!isMeant && found === null) {
    takeOutput(reader, body)
    return
  }
  const isKnown = found !== null && takeMembers(reader, found)
  if (isMeant || isKnown) {
    for (const { name, value } of spokenIn(text)) reader.take(name, value)
    if (found === null) for (const { name, value } of asideIn(text)) reader.take(name, value)
    reader.takeMissing(aboutIn(text))
  }
  const isClosed = /[}\]]\s*$/.test(text.slice(-200))
  if (isKnown && (isClosed || reader.hasSaid('body'))) {
    reader.warn('The body is JSON with mistakes, which was repaired.')
    return
  }
  takeOutput(reader, body)
  if (reader.hasSaid('body'))
    reader.warn('The body is JSON that cannot be read; only its signal and its run were read. Kept as output.')
  else if (type === 'json' || isKnown || NAMES_SIGNAL.test(text)) takeBroken(reader, body)
}

const NAMES_SIGNAL =
  /[{,\s]\\?["'“‘]?(status|exit|exit[-_]?code|exit[-_]?status|returncode)\s{0,20}(?:\\?["'”’]\s{0,20})?:/i

/** Names in quotes, or plain ones right after a brace: `[12:00:01] exit 0` is a line of a log. */
function isMeantAsJson(text: string, cutEnd: string | null = null): boolean {
  const start = text.trimStart().slice(0, 500)
  const isObject =
    /^[[{]\s*\{?\s*\\?["'“‘][^"'”’\\\n]{1,200}\\?["'”’]\s*:/.test(start) || /^\[?\s*\{\s*[A-Za-z_]\w*\s*:/.test(start)
  if (isObject || !/^"[^"\\\n]{1,200}"\s*:/.test(start)) return isObject
  // The first brace is missing, or both.
  if (cutEnd !== null) return /\}\s*$/.test(cutEnd.slice(-200))
  if (parsed(`{${text}`) !== undefined) return true
  const found = membersOf(`{${text.trim().replace(/,$/, '')}}`)
  return (
    found?.end === 'closed' &&
    found.next === '' &&
    found.members.some(({ name, value }) => speaks(name) && readSignal(String(value)) !== null)
  )
}

function repairedObject(text: string) {
  const repaired = repairJson(text)
  if (repaired === null) return null
  const value = parsed(repaired)
  const inner = Array.isArray(value) && value.length === 1 ? repaired.trim().slice(1, -1) : repaired
  return membersOf(inner)?.members ?? null
}

/** The beginning and the end of JSON that is too long. */
export function takeCutJson(reader: FieldReader, body: Body): void {
  const { text, type } = body
  // A list with one object, as PowerShell creates it.
  const objectText = text.replace(/^\s{0,200}\[\s{0,200}(?=\{)/, '')
  const found = membersOf(objectText)
  if (
    isLog(text) ||
    isReport(reader, text) ||
    (found?.end === 'closed' && (objectText === text ? '{[' : ',').includes(found.next || ' '))
  ) {
    takeOutput(reader, body)
    return
  }
  const isKnown = found !== null && takeMembers(reader, found.members)
  const end = endOf(body)
  if (isKnown || type === 'json' || isMeantAsJson(text, end)) {
    // After a mistake, every possible signal counts.
    if (found?.end !== 'cut') takeAllSpoken(reader, text)
    takeEnd(reader, { objectText, end })
  }
  takeOutput(reader, body)
  if (!reader.hasSaid('body') && (isKnown || type === 'json'))
    reader.breakBody('The body is too long to be read as JSON, and has no status at its beginning or end')
}

function takeAllSpoken(reader: FieldReader, text: string): void {
  for (const { name, value } of spokenIn(text)) reader.take(name, value)
  for (const { name, value } of asideIn(text)) reader.take(name, value)
  reader.takeMissing(aboutIn(text))
}

function takeEnd(reader: FieldReader, { objectText, end }: { objectText: string; end: string }): void {
  // Around an object: a list, a call, the quotes of a shell.
  const objectEnd = end.replace(/[\s\]);"'`’”]{0,20}$/, '')
  // Objects nested in the object are about something else; if it has no proper end, nesting is unknown.
  const isProper = /^\s*\{\s*"[^"\\]{1,200}"\s*:/.test(objectText.slice(0, 500)) && objectEnd.endsWith('}')
  if (!isProper) {
    for (const { name, value } of spokenIn(end)) reader.take(name, value)
    for (const { name, value } of asideIn(end.slice(-1_000))) reader.take(name, value)
    reader.takeMissing(aboutIn(end))
    return
  }
  const members = lastMembersOf(objectEnd)
  for (const { name, value } of members) if (speaks(name)) reader.take(name, value)
  reader.takeMissing(members.map(({ name, value }) => ({ name: name.toLowerCase(), value: String(value) })))
}

/** Lines that are each JSON, as far as they can be read. */
function isLog(text: string): boolean {
  const lines = text.slice(0, text.lastIndexOf('\n'))
  return lines.includes('\n') && areLines(lines)
}

/** Several lines, each of them JSON, or an object as one line and others like it later: a log. */
export function areLines(text: string): boolean {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '')
  if (lines.length < 2) return false
  if (isObjectLine(lines[0]!) && lines.slice(1).some(isObjectLine)) return true
  return lines.every((line) => /^\s*[[{]/.test(line) && parsed(line) !== undefined)
}

function isObjectLine(line: string): boolean {
  const found = /[}],?\s*$/.test(line.slice(-20)) ? membersOf(line) : null
  return found?.end === 'closed' && (found.next === '' || found.next === ',')
}

/** An unrelated object as the first line, and then text. */
export function isReport(reader: FieldReader, text: string): boolean {
  const said = text.trimStart()
  const end = said.indexOf('\n')
  const found = end === -1 ? null : membersOf(said.slice(0, end))
  if (found?.end !== 'closed' || found.next !== '' || !/^\s*[^\s{["']/.test(said.slice(end))) return false
  return !found.members.some(({ name, value }) => reader.knows(name, value))
}
