import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { OPERATIONS } from '@/lib/contract/openapi-operations'
import { readDeclared } from './declared'
import { readSurface } from './enumerate'
import { ASKED, CALLED, SHOWN } from './rows'

const root = process.cwd()
const declared = readDeclared(root)
const surface = readSurface(root)

test('every page and every action declares who may use it', () => {
  expect(declared.faults).toEqual([])
  expect(Object.keys(declared.pages).toSorted()).toEqual(surface.pages.toSorted())
  expect(Object.keys(declared.actions).toSorted()).toEqual(surface.actions.toSorted())
})

test('every action that takes arguments has some in rows.ts', () => {
  const withoutArguments = Object.entries(declared.actions).filter(
    ([action, { takes }]) => takes !== (CALLED[action]?.args.length ?? 0),
  )
  expect(withoutArguments.map(([action]) => `${action}: give it arguments in CALLED of rows.ts`)).toEqual([])
})

test('rows.ts speaks of no operation, page or action that is gone', () => {
  const there = new Set([...OPERATIONS.map(({ id }) => id), ...surface.pages, ...surface.actions])
  const told = [ASKED, SHOWN, CALLED].flatMap((table) => Object.keys(table))
  expect(told.filter((name) => !there.has(name))).toEqual([])
})

const directory = mkdtempSync(path.join(os.tmpdir(), 'declared-'))
afterAll(() => rmSync(directory, { recursive: true }))

function readPlanted(file: string, text: string) {
  const planted = mkdtempSync(path.join(directory, 'root-'))
  mkdirSync(path.dirname(path.join(planted, file)), { recursive: true })
  writeFileSync(path.join(planted, file), text)
  return readDeclared(planted)
}

const PAGE = 'export default function Planted() {\n  return null\n}\n'

test.each([
  ['declares nothing', PAGE],
  ['keeps it for itself', `const access = 'monitor.read' satisfies Access\n${PAGE}`],
  ['names a permission that does not exist', `export const access = 'monitor.see' satisfies Access\n${PAGE}`],
  ['is not checked by the compiler', `export const access = 'monitor.read'\n${PAGE}`],
  ['computes it', `export const access = choose() satisfies Access\n${PAGE}`],
  ['has it in a comment only', `// export const access = 'monitor.read' satisfies Access\n${PAGE}`],
])('a planted page that %s is found', (_, text) => {
  const { pages, faults } = readPlanted('app/planted/page.tsx', text)
  expect(pages).toEqual({})
  expect(faults).toHaveLength(1)
})

const IMPORTS = `'use server'\nimport { runAction } from '@/app/run-action'\n`

test.each([
  ['runs without a runner', `${IMPORTS}export async function plant() {\n  return sow()\n}`],
  [
    'works before its runner',
    `${IMPORTS}export async function plant() {\n  sow()\n  return runAction('run.read', sow)\n}`,
  ],
  ['names no permission', `${IMPORTS}export async function plant() {\n  return runAction(sow)\n}`],
  ['names an unknown permission', `${IMPORTS}export async function plant() {\n  return runAction('run.sow', sow)\n}`],
  ['chooses its permission', `${IMPORTS}export async function plant(p) {\n  return runAction(p, sow)\n}`],
  ['has a runner of its own', `'use server'\nexport async function plant() {\n  return runAction('run.read', sow)\n}`],
  ['is a constant', `${IMPORTS}export const plant = async () => runAction('run.read', sow)`],
  ['is exported by a list', `${IMPORTS}async function plant() {\n  return sow()\n}\nexport { plant }`],
  ['is the default', `${IMPORTS}export default async function () {\n  return sow()\n}`],
  ['comes from another file', `/* actions */\n'use server'\nexport * from './sow'`],
])('a planted action that %s is found', (_, text) => {
  const { actions, faults } = readPlanted('app/planted/actions.ts', text)
  expect(actions).toEqual({})
  expect(faults).toHaveLength(1)
})

test('a planted page and a planted action that declare it are read', () => {
  const page = readPlanted('app/(in)/planted/page.tsx', `export const access = 'run.read' satisfies Access\n${PAGE}`)
  expect(page).toEqual({ pages: { '/planted': 'run.read' }, actions: {}, faults: [] })
  const text = `${IMPORTS}export type Seed = string\nexport async function plant(seed: Seed) {\n  return runAction('run.read', sow)\n}`
  const action = { 'app/planted/actions.ts#plant': { access: 'run.read', takes: 1 } }
  expect(readPlanted('app/planted/actions.ts', text)).toEqual({ pages: {}, actions: action, faults: [] })
})
