import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { readPolicies } from './read-policies'

const FILE = 'prisma/policies.sql'
const WHAT_TO_DO =
  'prisma/policies.sql has another text than its version. Raise the number in its first line by one, and add that number with the new hash to prisma/policies.versions.'

const versions = readFileSync('prisma/policies.versions', 'utf8')
  .trim()
  .split('\n')
  .map((line) => line.split(' '))

test('the text of the policies is the one of their version, which is the last in the list', async () => {
  const { version, hash } = await readPolicies(FILE)
  expect(versions.at(-1), WHAT_TO_DO).toEqual([String(version), hash])
  expect(versions.map(([number]) => Number(number))).toEqual(versions.map((_, index) => index + 1))
})

test('a changed text has another hash, and one without a version is refused', async () => {
  const directory = await mkdtemp(path.join(os.tmpdir(), 'lubdub-policies-'))
  const file = path.join(directory, 'policies.sql')
  const text = readFileSync(FILE, 'utf8')
  await writeFile(file, `${text}\n`)
  const [kept, changed] = [await readPolicies(FILE), await readPolicies(file)]
  expect(changed.version).toBe(kept.version)
  expect(changed.hash).not.toBe(kept.hash)
  await writeFile(file, text.replace(/^.*\n/, ''))
  await expect(readPolicies(file)).rejects.toThrow('-- Version 1.')
  await rm(directory, { recursive: true })
})
