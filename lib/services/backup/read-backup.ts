import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import type { TableShape } from '@/lib/db/backup/describe-tables'
import { type Frame, readFrames, Tally } from './frames'
import type { BackupHead } from './head'
import { sumOf, type Written } from './write-backup'

/** Processes the rows of each table; it must read all of them. Returns how many there were. */
export type TakeTable = (table: TableShape, data: AsyncIterable<Buffer>) => Promise<number>

/** Only counts. */
export const countRows: TakeTable = async (_table, data) => {
  const tally = new Tally()
  for await (const part of data) tally.add(part)
  return tally.rows
}

/** The head of a backup. @throws Error when the file is not a backup. */
export async function readHead(file: string): Promise<BackupHead> {
  for await (const { kind, body } of framesOf(file)) {
    if (kind !== 'H') break
    return JSON.parse(body.toString()) as BackupHead
  }
  throw new Error('This is not a backup of Lubdub: it has no head.')
}

/**
 * Reads a backup to its end, and checks every checksum.
 * @throws Error when it is not a backup, or is damaged or truncated; `take` may have got some of it
 * before.
 */
export async function readBackup(file: string, take: TakeTable = countRows): Promise<Written> {
  const frames = framesOf(file)
  const next = async (...kinds: Frame['kind'][]): Promise<Frame> => {
    const { value, done } = await frames.next()
    if (done) throw new Error('The backup is truncated.')
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
      throw new Error(`The backup is damaged: ${table.name} does not match its checksum.`)
    }
    read.tables[table.name] = sum
    read.rows += sum.rows
  }
  const last = JSON.parse((await next('Z')).body.toString()) as { sha256: string }
  if (last.sha256 !== sumOf(read.tables)) throw new Error('The backup is damaged: its last checksum does not match.')
  // To the last byte, because the end of the file has its own checksum.
  if (!(await frames.next()).done) throw new Error('The backup is damaged: there is data after its end.')
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
    if (code === 'Z_BUF_ERROR') throw new Error('The backup is truncated.')
    if (code.startsWith('Z_')) throw new Error('This is not a backup of Lubdub, or it is damaged.')
    throw error
  } finally {
    unzipped.destroy()
  }
}
