#!/usr/bin/env node
// Replaces the native program of the same name that Prisma's command line downloads and calls over JSON-RPC: the
// same engine as WebAssembly, from the registry, with the driver of the product.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { answerRequests } from './answer-requests.mjs'
import { runDatabaseCommand } from './database-command.mjs'
import { openEngine } from './open-engine.mjs'

const args = process.argv.slice(2)
const valuesOf = (flag) => args.flatMap((arg, index) => (arg === flag ? [args[index + 1] ?? ''] : []))
const [datasource] = valuesOf('--datasource')
const url = (datasource ? JSON.parse(datasource).url : null) ?? process.env.DATABASE_URL ?? ''

if (args.includes('--version')) {
  const entry = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm')
  const { version } = JSON.parse(readFileSync(path.join(path.dirname(entry), 'package.json'), 'utf8'))
  console.log(`schema-engine-wasm ${version}`)
} else if (args.includes('cli')) {
  process.exitCode = await runDatabaseCommand(args[args.indexOf('cli') + 1], url)
} else {
  const schemas = valuesOf('--datamodels').map((file) => [file, readFileSync(file, 'utf8')])
  await answerRequests(() => openEngine({ url, schemas }))
}
