import fc from 'fast-check'
import { expect, test } from 'vitest'
import { NO_ID, newId } from '@/lib/base/ids'
import { testId } from '@/lib/base/testing/test-id'
import { anyIdInput, idInput, idView } from './id-shapes'
import { fromPublicId, ID_KINDS, toPublicId, toPublicIdOrNull } from './ids'

const uuid = fc.uuid({ version: [1, 4, 7] })

test('an id for the outside is its kind and 26 characters of lower-case base32', () => {
  expect(toPublicId('mon', newId())).toMatch(/^mon_[0-7][0-9a-hjkmnp-tv-z]{25}$/)
})

test('vectors of the TypeID specification', () => {
  // github.com/jetify-com/typeid, spec/valid.yml: "nil" and "valid-uuidv7", with prefixes of ours.
  expect(toPublicId('mon', NO_ID)).toBe('mon_00000000000000000000000000')
  expect(toPublicId('run', '01890a5d-ac96-774b-bcce-b302099a8057')).toBe('run_01h455vb4pex5vsknk084sn02q')
})

test('every id comes back, and ids outside sort as they do inside', () => {
  fc.assert(
    fc.property(uuid, uuid, fc.constantFrom(...ID_KINDS), (one, other, kind) => {
      const [a, b] = [toPublicId(kind, one), toPublicId(kind, other)]
      expect(fromPublicId(kind, a)).toBe(one)
      expect(a < b).toBe(one < other)
    }),
  )
})

test('an id of another kind, or of no form of ours, is none', () => {
  const run = toPublicId('run', newId())
  const wrong = ['', 'mon_', run, run.toUpperCase(), `${run}0`, run.slice(0, -1), run.replace('run_', 'mon-')]
  wrong.push(`mon_8${'0'.repeat(25)}`, `mon_0${'u'.repeat(25)}`, newId(), `mon_${'0'.repeat(5_000)}`, 'mon_\u0000')
  for (const text of wrong) expect(fromPublicId('mon', text), text.slice(0, 40)).toBeNull()
})

test('no text that looks like an id is an error: it is a uuid or none', () => {
  const digits = fc.stringMatching(/^[0-7][0-9a-hjkmnp-tv-z]{25}$/)
  fc.assert(
    fc.property(digits, (text) => {
      const id = fromPublicId('mon', `mon_${text}`)
      if (id !== null) expect(toPublicId('mon', id)).toBe(`mon_${text}`)
      expect(idInput('mon').parse(`mon_${text}`)).toBe(id ?? NO_ID)
    }),
  )
  expect(fromPublicId('run', 'run_01jabcdefghjkmnpqrstvwxyz0')).toBeNull()
})

test('an input of another kind becomes an id that nothing has', () => {
  const run = newId()
  expect(idInput('run').parse(toPublicId('run', run))).toBe(run)
  for (const text of [toPublicId('run', run), 'mon_1', '']) expect(idInput('mon').parse(text)).toBe(NO_ID)
  expect(anyIdInput(['usr', 'key']).parse(toPublicId('key', run))).toBe(run)
  expect(anyIdInput(['usr', 'key']).parse(toPublicId('run', run))).toBe(NO_ID)
})

test('an answer has the id of its kind, and null stays null', () => {
  expect(idView('mon').safeParse(toPublicId('mon', newId())).success).toBe(true)
  expect(idView('mon').safeParse(newId()).success).toBe(false)
  expect(toPublicIdOrNull('run', null)).toBeNull()
})

test('an id of a test can be read as one outside', () => {
  const id = testId('mon_1')
  expect(fromPublicId('mon', toPublicId('mon', id))).toBe(id)
})
