import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import type { Snapshot } from '@/lib/db/backup/copy-out'
import { frame, MAGIC, type TableSum, Tally } from './frames'
import { type BackupHead, MADE_BY } from './head'

export interface Written {
  tables: Record<string, TableSum>
  rows: number
}

/**
 * Writes the database at one instant into a file, as a stream, table by table, so that memory does
 * not grow.
 * @param options.proof later shows whether a person has the installation's secrets; it does not
 * contain the secrets.
 */
export async function writeBackup(
  snapshot: Snapshot,
  options: { file: string; now: Date; proof: Record<string, string>; onTable?: (name: string, sum: TableSum) => void },
): Promise<Written> {
  const written: Written = { tables: {}, rows: 0 }
  const head: BackupHead = {
    madeBy: MADE_BY,
    madeAt: options.now.toISOString(),
    proof: options.proof,
    shape: snapshot.shape,
  }

  async function* frames(): AsyncGenerator<Buffer> {
    yield MAGIC
    yield frame('H', head)
    for (const table of snapshot.shape.tables) {
      yield frame('T', { name: table.name })
      const tally = new Tally()
      for await (const data of snapshot.read(table)) {
        tally.add(data)
        yield frame('D', data)
      }
      const sum = tally.end()
      written.tables[table.name] = sum
      written.rows += sum.rows
      options.onTable?.(table.name, sum)
      yield frame('E', sum)
    }
    yield frame('Z', { tables: snapshot.shape.tables.length, sha256: sumOf(written.tables) })
  }
  const out = createWriteStream(options.file, { flags: 'wx', mode: 0o600, flush: true })
  await pipeline(Readable.from(frames(), { objectMode: false }), createGzip({ level: 6 }), out)
  return written
}

/** The checksum over the checksums of all tables, in order. */
export function sumOf(tables: Readonly<Record<string, TableSum>>): string {
  return createHash('sha256')
    .update(JSON.stringify(Object.entries(tables)))
    .digest('hex')
}
