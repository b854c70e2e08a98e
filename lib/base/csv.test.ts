import { expect, test } from 'vitest'
import { csvLine } from './csv'
import { sanitizeText } from './sanitize-text'
import { HOSTILE } from './testing/hostile-strings'

/** Reads one line exactly by RFC 4180. */
function read(csv: string): string[][] {
  const lines: string[][] = [[]]
  let at = 0
  while (at < csv.length) {
    let field = ''
    if (csv[at] === '"') {
      at += 1
      while (csv[at] !== '"' || csv[at + 1] === '"') {
        if (csv[at] === '"') at += 1
        field += csv[at]
        at += 1
      }
      at += 1
    } else {
      while (at < csv.length && csv[at] !== ',' && csv[at] !== '\r') {
        if (csv[at] === '"' || csv[at] === '\n')
          throw new Error(`A bare ${JSON.stringify(csv[at])} in ${JSON.stringify(csv)}`)
        field += csv[at]
        at += 1
      }
    }
    lines.at(-1)!.push(field)
    if (csv[at] === ',') at += 1
    else if (csv.startsWith('\r\n', at)) {
      at += 2
      if (at < csv.length) lines.push([])
    } else throw new Error(`Neither , nor a line end at ${at} in ${JSON.stringify(csv)}`)
  }
  return lines
}

test.each(HOSTILE)('$tries: $text stays one field, and no formula', ({ text }) => {
  const lines = read(csvLine(['before', text, 7, null, 'after']))
  expect(lines).toHaveLength(1)
  const [before, field, number, none, after] = lines[0]!
  expect([before, number, none, after]).toEqual(['before', '7', '', 'after'])
  expect(field).not.toMatch(/^\s*[=+\-@＝|]/)
  expect(field === sanitizeText(text) || field === `'${sanitizeText(text)}`).toBe(true)
})

test.each([
  ['=1+1', "'=1+1\r\n"],
  ['-1', "'-1\r\n"],
  [' @SUM(1)', "' @SUM(1)\r\n"],
  ['\ufeff=1', "'=1\r\n"],
  ['a,"b"', '"a,""b"""\r\n'],
  ['plain', 'plain\r\n'],
])('%j is written as %j', (text, line) => expect(csvLine([text])).toBe(line))
