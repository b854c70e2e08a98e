import type { LookupFunction } from 'node:net'
import { afterEach, expect, test, vi } from 'vitest'
import { addressFault, NAME_FAULT } from './check-address'
import { ADDRESS_FAULT } from './check-url'

afterEach(() => void vi.useRealTimers())

const answering =
  (...addresses: string[]): LookupFunction =>
  (_name, _options, callback) =>
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    )
const nowhere: LookupFunction = (_name, _options, callback) =>
  callback(Object.assign(new Error('no'), { code: 'ENOTFOUND' }), [])

const faultOf = (lookup: LookupFunction) => addressFault('https://hook.example.com/', { allowPrivate: false, lookup })

test.each([['10.0.0.5'], ['8.8.8.8', '192.168.0.1'], ['fd00::1']])(
  'a name that resolves to %s is refused',
  async (...addresses) => {
    expect(await faultOf(answering(...addresses))).toBe(NAME_FAULT)
  },
)

test('a name that resolves to public addresses, or not yet, is no fault', async () => {
  for (const lookup of [answering('8.8.8.8'), nowhere]) expect(await faultOf(lookup)).toBeNull()
})

test('an address is refused without asking a resolver', async () => {
  const lookup = vi.fn(nowhere)
  expect(await addressFault('http://10.0.0.5/', { allowPrivate: false, lookup })).toBe(ADDRESS_FAULT)
  expect(lookup).not.toHaveBeenCalled()
})

test('a resolver that does not answer causes no long wait', async () => {
  vi.useFakeTimers()
  const checking = faultOf(() => {})
  await vi.advanceTimersByTimeAsync(2_000)
  expect(await checking).toBeNull()
})
