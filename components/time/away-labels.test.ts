import { expect, it } from 'vitest'
import { awayLabels, inDoubtLabels } from './away-labels'

const clock = { now: Date.parse('2026-11-22T02:40:00Z'), zone: 'UTC' }
const away = { from: '2026-11-22T02:30:00.000Z', to: '2026-11-22T02:30:34.000Z' }

it('says from when to when Lubdub was away, to the second', () => {
  expect(awayLabels(away, clock)).toBe('Lubdub was away from 02:30:00 to 02:30:34')
})

it('says until when something is in doubt', () => {
  const inDoubt = { expectedAt: '2026-11-22T02:00:00.000Z', deadlineAt: '2026-11-22T03:00:00.000Z', away }
  expect(inDoubtLabels(inDoubt, clock)).toBe('in doubt until 03:00: Lubdub was away from 02:30:00 to 02:30:34')
})
