import { expect, test } from 'vitest'
import { createAddressList } from '@/lib/base/addresses'
import { checkAccess } from './check-access'

const open = { postOnly: false, from: null }
const narrow = { postOnly: true, from: createAddressList(['10.0.0.0/8']) }
const known = { retiresAt: null, isDeleted: false, accessPolicy: open }
const get = { receivedAt: 1000, method: 'GET', ip: '203.0.113.9' }

test.each([
  ['nothing forbids the call', get, known, null],
  ['the key retires later', get, { ...known, retiresAt: 1001 }, null],
  ['the key has retired', get, { ...known, retiresAt: 1000 }, 'unknown_key'],
  ['the monitor is deleted', get, { ...known, isDeleted: true }, 'deleted'],
  [
    'the address is not allowed and the monitor is deleted',
    get,
    { ...known, isDeleted: true, accessPolicy: narrow },
    'stranger',
  ],
  ['the address is not allowed, by POST', { ...get, method: 'POST' }, { ...known, accessPolicy: narrow }, 'stranger'],
  ['a GET comes from an allowed address', { ...get, ip: '10.0.0.1' }, { ...known, accessPolicy: narrow }, 'post_only'],
  [
    'a HEAD comes from an allowed address',
    { ...get, method: 'HEAD', ip: '10.0.0.1' },
    { ...known, accessPolicy: narrow },
    'post_only',
  ],
  [
    'a POST comes from an allowed address',
    { ...get, method: 'POST', ip: '10.0.0.1' },
    { ...known, accessPolicy: narrow },
    null,
  ],
  [
    'a PUT comes from an allowed address',
    { ...get, method: 'PUT', ip: '10.0.0.1' },
    { ...known, accessPolicy: narrow },
    null,
  ],
  ['the address is not known', { ...get, method: 'PUT', ip: null }, { ...known, accessPolicy: narrow }, 'stranger'],
] as const)('the access check has the right result when %s', (_, call, info, refusal) => {
  expect(checkAccess(call, info)).toBe(refusal)
})
