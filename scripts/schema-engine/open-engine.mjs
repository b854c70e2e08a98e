import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils'
import { EngineAdapterFactory } from './adapter.mjs'

const require = createRequire(import.meta.url)
const home = path.dirname(require.resolve('@prisma/schema-engine-wasm'))

let bindings = null

async function loadBindings() {
  if (bindings) return bindings
  Object.assign(globalThis, { PRISMA_WASM_PANIC_REGISTRY: { set_message: (message) => console.error(message) } })
  bindings = await import(pathToFileURL(path.join(home, 'schema_engine_bg.js')).href)
  const wasm = readFileSync(path.join(home, 'schema_engine_bg.wasm'))
  const { instance } = await WebAssembly.instantiate(wasm, { './schema_engine_bg.js': bindings })
  bindings.__wbg_set_wasm(instance.exports)
  const start = /** @type {() => void} */ (instance.exports.__wbindgen_start)
  start()
  return bindings
}

/**
 * A new engine. One per request: after its first request the engine no longer knows where to create its shadow
 * database.
 */
export async function openEngine({ url, schemas }) {
  const { SchemaEngine } = await loadBindings()
  const options = { datamodels: schemas.length ? schemas : undefined }
  return SchemaEngine.new(options, () => {}, bindMigrationAwareSqlAdapterFactory(new EngineAdapterFactory(url)))
}
