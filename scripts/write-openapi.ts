import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { openApiDocument } from '@/lib/contract/openapi'
import { operationsTable } from '@/lib/contract/operations-table'
import { ratesTable } from '@/lib/contract/rates'
import { settingsTable } from '@/lib/contract/settings-table'

const OPENAPI = 'docs/openapi.json'
const API = 'docs/api.md'
const BEGIN = '<!-- Written by `npm run openapi`. -->\n\n'
const END = '\n\n<!-- Written so far. -->'
/** The tables of docs/api.md, in their order. */
const TABLES = [ratesTable, operationsTable, settingsTable]

/** Writes what documents say of the API from its shapes, or with `--check` says whether what is there is current. */
function main(): void {
  const wanted = { [OPENAPI]: `${JSON.stringify(openApiDocument(), null, 2)}\n`, [API]: withTables(read(API)) }
  const stale = Object.entries(wanted).filter(([file, text]) => read(file) !== text)
  if (!process.argv.includes('--check')) {
    for (const [file, text] of stale) writeFileSync(file, text)
    console.log(`Wrote ${stale.map(([file]) => file).join(', ') || 'nothing: all is current'}.`)
  } else if (stale.length === 0) {
    console.log(`${OPENAPI} and the tables in ${API} are current.`)
  } else {
    const files = stale.map(([file]) => file).join(', ')
    console.error(`${files}: differs from lib/contract. Write it again with: npm run openapi`)
    process.exitCode = 1
  }
}

function read(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : ''
}

function withTables(text: string): string {
  const [head, ...parts] = text.split(BEGIN)
  if (parts.length !== TABLES.length)
    throw new Error(`${API} has no place for ${TABLES.length} tables: ${BEGIN}…${END}`)
  const written = parts.map((part, n) => {
    const end = part.indexOf(END)
    if (end < 0) throw new Error(`${API} does not end the table ${n + 1}: ${END}`)
    return BEGIN + TABLES[n]!() + part.slice(end)
  })
  return [head, ...written].join('')
}

main()
