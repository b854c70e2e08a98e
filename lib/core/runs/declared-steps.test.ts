import { describe, expect, it } from 'vitest'
import { aBeat, aConfig, aPart, NOW } from '../test-kit'
import type { MonitorConfig, Part } from '../types'
import { declaredName, isImplied, isUndeclared, withDeclaredName } from './declared-steps'

describe('a step of a monitor that declares Extract, load and LOAD', () => {
  const config = aConfig({ steps: ['Extract', 'load', 'LOAD'] })

  it.each([
    ['Extract', 'Extract'],
    ['extract', 'Extract'],
    [' EXTRACT\t', 'Extract'],
    ['LOAD', 'LOAD'],
    ['Load', 'load'],
    ['extract all', null],
    ['', null],
  ])('named %j is %j', (name, declared) => {
    expect(declaredName(config, name)).toBe(declared)
    const beat = aBeat({ step: name, done: 3 })
    expect(withDeclaredName(config, beat)).toEqual({ ...beat, step: declared ?? name })
    expect(isUndeclared(config, withDeclaredName(config, beat))).toBe(declared === null)
  })

  it('is no other object where its name is as declared', () => {
    for (const step of ['load', 'other', null]) {
      const beat = aBeat({ step })
      expect(withDeclaredName(config, beat)).toBe(beat)
    }
  })

  it('may be left out', () => {
    expect(isUndeclared(config, aBeat({ shard: '1' }))).toBe(false)
  })
})

it('a monitor without declared steps knows every step', () => {
  expect(declaredName({ steps: [] }, 'load')).toBeNull()
  expect(isUndeclared(aConfig(), aBeat({ step: 'load' }))).toBe(false)
})

describe('the end of a step', () => {
  const ended = aPart({ step: 'load', state: 'succeeded', endedAt: NOW + 1 })

  it.each<[string, MonitorConfig['endsOn'], Partial<Part>, boolean]>([
    ['after its last beat is implied by a later step', 'steps', {}, true],
    ['with its last beat was reported', 'steps', { endedAt: NOW }, false],
    ['is reported where the last step does not end the run', 'run', {}, false],
    ['is reported where shards end the run', 'shards', {}, false],
    ['is not implied for a shard', 'steps', { shard: '1' }, false],
    ['is not implied where it failed', 'steps', { state: 'failed' }, false],
    ['is not implied while it runs', 'steps', { state: 'running', endedAt: null }, false],
  ])('%s', (_, endsOn, more, expected) => {
    expect(isImplied({ endsOn }, { ...ended, ...more })).toBe(expected)
  })
})
