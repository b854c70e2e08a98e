import { expect, test } from 'vitest'
import { callerAddress } from './caller-address'

test.each([
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['192.0.2.7', '192.0.2.7'],
  ['2001:db8::7', '2001:db8::7'],
  ['fe80::7%eth0', 'fe80::7'],
  ['', null],
  [null, null],
])('a peer with the address %j is the caller %j', (peer, ip) => {
  expect(callerAddress('203.0.113.9', { isTrusted: false, peer })).toBe(ip)
})

test('behind a trusted proxy the caller is the last address that it added; without one, the peer', () => {
  expect(callerAddress('198.51.100.1, 203.0.113.9', { isTrusted: true, peer: '10.0.0.1' })).toBe('203.0.113.9')
  expect(callerAddress('unknown', { isTrusted: true, peer: '10.0.0.1' })).toBe('10.0.0.1')
  expect(callerAddress(null, { isTrusted: true })).toBe(null)
})
