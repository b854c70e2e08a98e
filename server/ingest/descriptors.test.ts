import { expect, it } from 'vitest'
import { mostConnections, mostStreams } from './descriptors'

it.each([256, 1_024, 4_096, 20_000, 1_000_000])('of %i descriptors some are left for beats', (limit) => {
  expect(mostConnections(limit) + mostStreams(limit)).toBeLessThan(limit)
  expect(mostConnections(limit)).toBeLessThan(10_000)
  expect(mostConnections(limit)).toBeGreaterThanOrEqual(50)
})
