import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { openApiDocument } from '@/lib/contract/openapi'
import { settingsTable } from '@/lib/contract/settings-table'

const OPENAPI = 'docs/openapi.json'
const API = 'docs/api.md'
const BEGIN = '<!-- Written by `npm run openapi`. -->\n\n'
const END = '\n\n<!-- Written so far. -->'

/** Writes what documents say of the API from its shapes, or with `--check` says whether what is there is current. */
function main(): void {
  const wanted = { [OPENAPI]: `${JSON.stringify(openApiDocument(), null, 2)}\n`, [API]: withTable(read(API)) }
  const stale = Object.entries(wanted).filter(([file, text]) => read(file) !== text)
  if (!process.argv.includes('--check')) {
    for (const [file, text] of stale) writeFileSync(file, text)
    console.log(`Wrote ${stale.map(([file]) => file).join(', ') || 'nothing: all is current'}.`)
  } else if (stale.length === 0) {
    console.log(`${OPENAPI} and the settings in ${API} are current.`)
  } else {
    const files = stale.map(([file]) => file).join(', ')
    console.error(`${files}: differs from lib/contract. Write it again with: npm run openapi`)
    process.exitCode = 1
  }
}

function read(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : ''
}

function withTable(text: string): string {
  const begin = text.indexOf(BEGIN)
  const end = text.indexOf(END)
  if (begin < 0 || end < begin) throw new Error(`${API} has no place for the table of settings: ${BEGIN}…${END}`)
  return `${text.slice(0, begin + BEGIN.length)}${settingsTable()}${text.slice(end)}`
}

main()
