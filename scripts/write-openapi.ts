import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { openApiDocument } from '@/lib/contract/openapi'

const FILE = 'docs/openapi.json'

/** Writes the description of the API from its shapes, or with `--check` says whether the one that is there is current. */
function main(): void {
  const current = `${JSON.stringify(openApiDocument(), null, 2)}\n`
  const isCurrent = existsSync(FILE) && readFileSync(FILE, 'utf8') === current
  if (!process.argv.includes('--check')) {
    writeFileSync(FILE, current)
    console.log(`Wrote ${FILE}.`)
  } else if (isCurrent) {
    console.log(`${FILE} is current.`)
  } else {
    console.error(`${FILE} is not what lib/contract says. Write it anew with: npm run openapi`)
    process.exitCode = 1
  }
}

main()
