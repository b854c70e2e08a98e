import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import type { TableShape } from '@/lib/db/backup/describe-tables'
import { type Frame, readFrames, Tally } from './frames'
import type { BackupHead } from './head'
import { sumOf, type Written } from './write-backup'

/** What is done with the rows of each table; it has to read all of them. Answers how many there were. */
export type TakeTable = (table: TableShape, data: AsyncIterable<Buffer>) => Promise<number>

/** Only reads. */
export const countRows: TakeTable = async (_table, data) => {
  const tally = new Tally()
  for await (const part of data) tally.add(part)
  return tally.rows
}

/** How a backup begins. @throws Error when it is none. */
export async function readHead(file: string): Promise<BackupHead> {
  for await (const { kind, body } of framesOf(file)) {
    if (kind !== 'H') break
    return JSON.parse(body.toString()) as BackupHead
  }
  throw new Error('This is no backup of Lubdub: it has no head.')
}

/**
 * Reads a backup to its end, and compares every sum on the way.
 * @throws Error when it is no backup, damaged or cut off; by then `take` has had some of it.
 */
export async function readBackup(file: string, take: TakeTable = countRows): Promise<Written> {
  const frames = framesOf(file)
  const next = async (...kinds: Frame['kind'][]): Promise<Frame> => {
    const { value, done } = await frames.next()
    if (done) throw new Error('The backup was cut off.')
    if (!kinds.includes(value.kind)) throw new Error('The backup is damaged: its parts are out of order.')
    return value
  }
  const head = JSON.parse((await next('H')).body.toString()) as BackupHead
  const read: Written = { tables: {}, rows: 0 }
  for (const table of head.shape.tables) {
    const begun = JSON.parse((await next('T')).body.toString()) as { name: string }
    if (begun.name !== table.name) throw new Error(`The backup is damaged: ${table.name} is missing.`)
    const tally = new Tally()
    let end = ''
    async function* data(): AsyncGenerator<Buffer> {
      for (;;) {
        const { kind, body } = await next('D', 'E')
        if (kind === 'E') {
          end = body.toString()
          return
        }
        tally.add(body)
        yield body
      }
    }
    const rows = await take(table, data())
    const sum = tally.end()
    if (end !== JSON.stringify(sum) || rows !== sum.rows) {
      throw new Error(`The backup is damaged: ${table.name} is not what was written.`)
    }
    read.tables[table.name] = sum
    read.rows += sum.rows
  }
  const last = JSON.parse((await next('Z')).body.toString()) as { sha256: string }
  if (last.sha256 !== sumOf(read.tables)) throw new Error('The backup is damaged: its last sum does not fit.')
  // To the last byte: the end of the file has a sum of its own.
  if (!(await frames.next()).done) throw new Error('The backup is damaged: something follows its end.')
  return read
}

async function* framesOf(file: string): AsyncGenerator<Frame> {
  const unzipped = createGunzip()
  const reading = pipeline(createReadStream(file), unzipped)
  reading.catch(() => {})
  try {
    yield* readFrames(unzipped)
    await reading
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? ''
    if (code === 'ENOENT') throw new Error(`There is no file ${file}.`)
    if (code === 'Z_BUF_ERROR') throw new Error('The backup was cut off.')
    if (code.startsWith('Z_')) throw new Error('This is no backup of Lubdub, or a damaged one.')
    throw error
  } finally {
    unzipped.destroy()
  }
}
