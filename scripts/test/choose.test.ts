import { expect, test } from 'vitest'
import { choose } from './choose.mjs'

const STAGES = [{ name: 'check' }, { name: 'database tests' }, { name: 'browser tests' }]

test('without words all are chosen, else those with one of the words in their name', () => {
  expect(choose(STAGES, [])).toEqual(STAGES)
  expect(choose(STAGES, ['database'])).toEqual([STAGES[1]])
  expect(choose(STAGES, ['tests', 'check'])).toEqual(STAGES)
})

test.each([[['nosuchstage']], [['check', 'databse']], [['']]])('%j is refused with all names', (words) => {
  expect(() => choose(STAGES, words)).toThrow(/There is no "[\s\S]*check\n {2}database tests\n {2}browser tests$/)
})
