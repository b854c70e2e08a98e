import { showable } from '@/lib/base/showable'
import { type FieldReader, speaks } from './beat-fields'
import { type Body, endOf, takeBroken, takeOutput } from './body-output'
import { lastMembersOf, membersOf, parsed } from './json-members'
import { aboutIn, asideIn, mendJson, spokenIn } from './mend-json'

/** Whether one of them was known. */
export function takeMembers(
  reader: FieldReader,
  members: readonly { name: string; value: unknown; source: string }[],
): boolean {
  if (!members.some(({ name, value }) => reader.knows(name, value))) return false
  for (const { name, value, source } of members.slice(0, 200)) {
    // Digits that a number cannot hold are kept.
    const given = typeof value === 'number' && !Number.isSafeInteger(value) ? source : value
    if (!reader.take(name, given)) reader.warn(`There is no field ${showable(name).slice(0, 50)}; dropped.`)
  }
  for (const { name, value } of members.slice(200)) if (speaks(name)) reader.take(name, value)
  return true
}

/** JSON with mistakes: fields as far as they can be read, and every status and exit in it. */
export function takeMended(reader: FieldReader, body: Body): void {
  const { text, type } = body
  const found = mendedObject(text)
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
    reader.warn('The body is JSON with mistakes, which was mended.')
    return
  }
  takeOutput(reader, body)
  if (reader.hasSaid('body'))
    reader.warn(
      'The body is JSON that cannot be read, but for what it says of the signal and of the run; kept as output.',
    )
  else if (type === 'json' || isKnown || NAMES_SIGNAL.test(text)) takeBroken(reader, body)
}

const NAMES_SIGNAL = /[{,\s]\\?["'“‘]?(status|exit|exit_?code|exit_?status|returncode)\s{0,20}(?:\\?["'”’]\s{0,20})?:/i

/** Names in quotes, or plain ones right behind a brace: `[12:00:01] exit 0` is a line of a log. */
function isMeantAsJson(text: string): boolean {
  const start = text.trimStart().slice(0, 500)
  return (
    /^[[{]\s*\{?\s*\\?["'“‘][^"'”’\\\n]{1,200}\\?["'”’]\s*:/.test(start) ||
    /^\[?\s*\{\s*[A-Za-z_]\w*\s*:/.test(start) ||
    // The first brace is missing.
    (/^["'][^"'\\\n]{1,200}["']\s*:/.test(start) && /\}\s*$/.test(text.slice(-200)))
  )
}

function mendedObject(text: string) {
  const mended = mendJson(text)
  if (mended === null) return null
  const value = parsed(mended)
  const inner = Array.isArray(value) && value.length === 1 ? mended.trim().slice(1, -1) : mended
  return membersOf(inner)?.members ?? null
}

/** The beginning of JSON that is longer than is read, and its end. */
export function takeCutJson(reader: FieldReader, body: Body): void {
  const { text, type } = body
  const lines = text.slice(0, text.lastIndexOf('\n'))
  // A list of one, as PowerShell makes it.
  const object = text.replace(/^\s{0,200}\[\s{0,200}(?=\{)/, '')
  const found = membersOf(object)
  const isMany = object !== text && found?.end === 'closed'
  if (isMany || (lines.includes('\n') && areLines(lines))) {
    takeOutput(reader, body)
    return
  }
  const isKnown = found !== null && takeMembers(reader, found.members)
  const isMeant = type === 'json' || isMeantAsJson(text)
  if (isKnown || isMeant) {
    // Past a mistake, whatever says something of the signal counts.
    if (found?.end !== 'cut') for (const { name, value } of spokenIn(text)) reader.take(name, value)
    const end = endOf(body)
    // What is nested in the object speaks of something else; where its end is not that of an object, nothing can be told apart.
    const isProper = /^\s*\{\s*"[^"\\]{1,200}"\s*:/.test(object.slice(0, 500)) && /\}\s*\]?\s*$/.test(end.slice(-200))
    const said = isProper ? lastMembersOf(end.replace(/\]\s*$/, '')) : spokenIn(end)
    for (const { name, value } of said) if (speaks(name)) reader.take(name, value)
  }
  takeOutput(reader, body)
  if (!reader.hasSaid('body') && (isKnown || type === 'json'))
    reader.breakBody('The body is too long to be read as JSON, and says no status at its beginning or end')
}

/** Several lines, each of them JSON: a log. */
export function areLines(text: string): boolean {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '')
  return lines.length > 1 && lines.every((line) => /^\s*[[{]/.test(line) && parsed(line) !== undefined)
}
