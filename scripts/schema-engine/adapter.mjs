import { randomUUID } from 'node:crypto'
import { createRequire } from 'node:module'
import { PrismaPg } from '@prisma/adapter-pg'
import { ColumnTypeEnum } from '@prisma/driver-adapter-utils'
import { parse, toClientConfig } from 'pg-connection-string'

const require = createRequire(import.meta.url)

const CHAR = 18
const BPCHAR = 1042

// The engine reads catalog columns of the internal type "char", which the adapter refuses: they are read as text.
const Result = require('pg/lib/result')
const addFields = Result.prototype.addFields
Result.prototype.addFields = function addFieldsWithChar(fields) {
  for (const field of fields) {
    if (field.dataTypeID !== CHAR) continue
    field.dataTypeID = BPCHAR
    field.isChar = true
  }
  return addFields.call(this, fields)
}

/** The driver adapter, with additions that only the engine needs. */
export class EngineAdapterFactory extends PrismaPg {
  /** @type {import('pg').PoolConfig} */
  #config
  #options

  constructor(url) {
    const { config, options } = settingsFrom(url)
    super(config, options)
    this.#config = config
    this.#options = options
  }

  async connect() {
    return fitForEngine(await super.connect())
  }

  // The adapter's own method would connect to the real database again, and would drop the shadow database while
  // connected to it.
  async connectToShadowDb() {
    const main = await this.connect()
    const database = `prisma_migrate_shadow_db_${randomUUID()}`
    await main.executeScript(`create database "${database}"`)
    const shadow = fitForEngine(await new PrismaPg({ ...this.#config, database }, this.#options).connect())
    const leave = shadow.dispose.bind(shadow)
    shadow.dispose = async () => {
      await leave()
      await main.executeScript(`drop database if exists "${database}" with (force)`)
      await main.dispose()
    }
    return shadow
  }
}

/**
 * The address in parts: as one string it would override the name of the shadow database.
 * @returns {{ config: import('pg').PoolConfig, options: { schema: string } | undefined }}
 */
function settingsFrom(text) {
  if (!text) return { config: { max: 4 }, options: undefined }
  const url = new URL(text)
  const schema = url.searchParams.get('schema')
  url.searchParams.delete('schema')
  return { config: { ...toClientConfig(parse(url.href)), max: 4 }, options: schema ? { schema } : undefined }
}

function fitForEngine(adapter) {
  // The adapter splits scripts at every semicolon, also inside function bodies. PostgreSQL accepts the whole script.
  adapter.executeScript = async (script) => {
    try {
      await adapter.client.query(script)
    } catch (error) {
      adapter.onError(error)
    }
  }
  const queryRaw = adapter.queryRaw
  adapter.queryRaw = async (query) => {
    let fields = []
    const listening = Object.create(adapter, {
      performIO: {
        value: async (...args) => {
          const result = await adapter.performIO(...args)
          fields = result.fields
          return result
        },
      },
    })
    return withCharacters(await queryRaw.call(listening, query), fields)
  }
  return adapter
}

/** The engine requires characters for some of its "char" columns; an empty value is possible only as text. */
function withCharacters(result, fields) {
  const columnTypes = result.columnTypes.map((type, column) => {
    const isCharacter = fields[column]?.isChar && result.rows.every((row) => row[column]?.length === 1)
    return isCharacter ? ColumnTypeEnum.Character : type
  })
  return { ...result, columnTypes }
}
