import { expect, test } from 'vitest'
import { canonicalRange, createAddressList, forwardedAddress } from './addresses'

test.each([
  ['10.0.0.0/8', '10.0.0.0/8'],
  [' 192.0.2.7 ', '192.0.2.7/32'],
  ['0.0.0.0/0', '0.0.0.0/0'],
  ['2001:DB8:0:0::/32', '2001:db8::/32'],
  ['::1', '::1/128'],
  ['::/0', '::/0'],
])('%s is the range %s', (text, range) => {
  expect(canonicalRange(text)).toBe(range)
})

test.each([
  ...['', 'example.com', '10.0.0.0/33', '10.0.0.0/-1', '10.0.0.0/8/8', '10.0.0.0/x', '10.0.0/8', '010.0.0.1', '0x7f.1'],
  ...['2130706433', '2001:db8::/129', 'fe80::1%eth0', '1.2.3.4.5', '10.0.0.0/', '*'],
])('%j is refused with an example of a range', (text) => {
  expect(() => canonicalRange(text)).toThrow('is not an address range; write one such as')
})

test('a range with a wrong first address is refused with the one that was probably meant', () => {
  expect(() => canonicalRange('10.1.2.3/8')).toThrow('write 10.0.0.0/8')
  expect(() => canonicalRange('2001:db8:1::5/48')).toThrow('write 2001:db8:1::/48')
  expect(() => canonicalRange('::ffff:10.0.0.1')).toThrow('write it as IPv4')
})

test('an address is in a list when it is in one of its ranges, in any notation', () => {
  const list = createAddressList(['10.0.0.0/8', '192.0.2.7/32', '2001:db8::/32'])
  for (const address of [
    '10.255.0.1',
    '::ffff:10.0.0.5',
    '::ffff:a00:5',
    '192.0.2.7',
    '2001:db8:ffff::1',
    '2001:DB8::1',
  ])
    expect([address, list.has(address)]).toEqual([address, true])
  for (const address of [
    '11.0.0.1',
    '192.0.2.8',
    '2001:db9::1',
    '::10.0.0.5',
    'unknown',
    '',
    null,
    '10.0.0.5, 1.1.1.1',
  ])
    expect([address, list.has(address)]).toEqual([address, false])
})

test('a list without a readable range admits nobody', () => {
  expect(createAddressList(['nonsense']).has('10.0.0.1')).toBe(false)
})

test.each([
  ['1.2.3.4', '1.2.3.4'],
  ['1.2.3.4:1234', '1.2.3.4'],
  ['9.9.9.9, 1.2.3.4:80', '1.2.3.4'],
  ['[2001:db8::1]:443', '2001:db8::1'],
  ['[2001:db8::1]', '2001:db8::1'],
  ['2001:db8::1', '2001:db8::1'],
  ['"[2001:db8::1]:443"', '2001:db8::1'],
  ['2001:DB8:0:0::1', '2001:db8::1'],
  ['[::ffff:1.2.3.4]:443', '1.2.3.4'],
  ['fe80::1%eth0', null],
  ['', null],
  ['1.2.3.4,', null],
  [null, null],
])('of X-Forwarded-For %j the caller is %j', (header, address) => expect(forwardedAddress(header)).toBe(address))
