import { expect, it } from 'vitest'
import { RefusedKeys } from './refused-keys'

const HASH = Buffer.from('hash')
const names = (refused: RefusedKeys) => refused.list().map(({ key }) => key)

it('a key that is refused again while it is being recorded is recorded once more', () => {
  const refused = new RefusedKeys()
  refused.add('nightly', HASH, true)
  refused.add('hourly', HASH, false)
  const listed = refused.list()
  refused.add('nightly', HASH, true)
  refused.told(listed)
  expect(names(refused)).toEqual(['nightly'])
})

it('unknown keys never remove a known key, no matter how many there are', () => {
  const refused = new RefusedKeys()
  for (let n = 0; n < 100_000; n++) refused.add(`made up ${n}`, HASH, false)
  for (let n = 0; n < 5_000; n++) refused.add(`job ${n}`, HASH, true)
  expect(names(refused).filter((key) => key.startsWith('job'))).toHaveLength(5_000)
  expect(names(refused)).toHaveLength(15_000)
})
