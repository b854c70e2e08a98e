import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'

/** `prisma/policies.sql`. A program does not apply it over a later version. */
export interface Policies {
  sql: string
  version: number
  /** SHA-256 of the text, in hex. */
  hash: string
}

/** @throws Error when the first line does not say which version it is. */
export async function readPolicies(file: string): Promise<Policies> {
  const sql = await readFile(file, 'utf8')
  const [, version] = /^-- Version (\d+)\./.exec(sql) ?? []
  if (version === undefined) throw new Error(`The first line of ${file} must begin with its version: -- Version 1.`)
  return { sql, version: Number(version), hash: createHash('sha256').update(sql).digest('hex') }
}
