import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import type { ChannelKind } from './channel-kind'
import { channelKinds } from './kinds'

const kinds: readonly ChannelKind[] = channelKinds
const each = kinds.map((kind) => [kind.kind, kind] as const)

test('each folder with a descriptor is in the list, by the word of its kind', () => {
  const folders = readdirSync(import.meta.dirname).filter((name) =>
    existsSync(path.join(import.meta.dirname, name, 'index.ts')),
  )
  expect(folders).toEqual(kinds.map(({ kind }) => kind).toSorted())
})

test.each(each)('the form of %s has a field for each field of its config', (_, { config, shownConfig, form }) => {
  const names = form.fields.map(({ name }) => name)
  for (const schema of [config, shownConfig])
    expect(Object.keys((schema as { shape?: object }).shape ?? {})).toEqual(names)
})

const withSecret = each.flatMap(([word, kind]) => (kind.secretField ? [[word, kind, kind.secretField] as const] : []))

test.each(withSecret)(
  'the secret of %s is a field of one text, and stays as it is when it is masked again',
  (_, kind, secret) => {
    const { name, mask } = secret
    expect(kind.form.fields.find((field) => field.name === name)?.type).not.toBe('texts')
    for (const value of ['', 'a', 'https://hooks.example.com/services/T0/swordfish', 'swordfish'.repeat(20)]) {
      expect(mask(value)).not.toContain('swordfish')
      expect(mask(mask(value))).toBe(mask(value))
    }
  },
)

test.each(each)('%s can be asked about a config of an earlier version', (_, { goesTo, recipientsOf, placeOf }) => {
  for (const stored of [{}, { url: 1, to: null }]) {
    expect(typeof goesTo(stored)).toBe('string')
    expect(recipientsOf(stored)).toEqual([])
    expect(placeOf(stored).host).not.toBe('')
  }
})

test.each(each)('%s has a section in the documents', (_, { docs }) => {
  const [file, anchor] = docs.split('#')
  const headings = readFileSync(`docs/${file}`, 'utf8').matchAll(/^#+ (.+)$/gm)
  expect([...headings].map(([, title]) => title?.toLowerCase().replaceAll(' ', '-'))).toContain(anchor)
})
