import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { ADVISORY_LOCKS } from './advisory-locks'

const PRISMA = 'prisma'

function files(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name)
    if (entry.isDirectory()) return entry.name === 'generated' || entry.name === 'node_modules' ? [] : files(file)
    return /\.(ts|sql)$/.test(entry.name) ? [file] : []
  })
}

const taken = /pg(?:_try)?_advisory_(?:xact_)?(?:un)?lock(?:_shared)?\((\d+)\)/g

test('every lock has a different number', () => {
  const numbers = Object.values(ADVISORY_LOCKS)
  expect(new Set(numbers).size).toBe(numbers.length)
})

test('no migration uses a lock that is not in the list', () => {
  const known = new Set<number>(Object.values(ADVISORY_LOCKS))
  const found = files(PRISMA).flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(taken)].map(([, number]) => Number(number)),
  )
  expect(found.length).toBeGreaterThan(1)
  expect(found.filter((number) => !known.has(number))).toEqual([])
})

test('no other file contains the number of a lock', () => {
  const sources = ['lib', 'server', 'scripts', 'bench'].flatMap(files).filter((file) => file.endsWith('.ts'))
  const writers = sources.filter((file) => readFileSync(file, 'utf8').match(taken) && !file.endsWith('.test.ts'))
  expect(writers).toEqual([])
})
