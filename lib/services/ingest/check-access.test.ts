import { expect, test } from 'vitest'
import { createAddressList } from '@/lib/base/addresses'
import { checkAccess } from './check-access'

const open = { postOnly: false, from: null }
const narrow = { postOnly: true, from: createAddressList(['10.0.0.0/8']) }
const known = { retiresAt: null, isDeleted: false, accessPolicy: open }
const get = { receivedAt: 1000, method: 'GET', ip: '203.0.113.9' }

test.each([
  ['nothing stands in its way', get, known, null],
  ['the key retires later', get, { ...known, retiresAt: 1001 }, null],
  ['the key has retired', get, { ...known, retiresAt: 1000 }, 'unknown_key'],
  ['the monitor is gone', get, { ...known, isDeleted: true }, 'deleted'],
  [
    'it comes from elsewhere, and the monitor is gone',
    get,
    { ...known, isDeleted: true, accessPolicy: narrow },
    'stranger',
  ],
  ['it comes from elsewhere, by POST', { ...get, method: 'POST' }, { ...known, accessPolicy: narrow }, 'stranger'],
  ['it is a GET from within', { ...get, ip: '10.0.0.1' }, { ...known, accessPolicy: narrow }, 'post_only'],
  [
    'it is a HEAD from within',
    { ...get, method: 'HEAD', ip: '10.0.0.1' },
    { ...known, accessPolicy: narrow },
    'post_only',
  ],
  ['it is a POST from within', { ...get, method: 'POST', ip: '10.0.0.1' }, { ...known, accessPolicy: narrow }, null],
  ['it is a PUT from within', { ...get, method: 'PUT', ip: '10.0.0.1' }, { ...known, accessPolicy: narrow }, null],
  [
    'nobody knows from where it comes',
    { ...get, method: 'PUT', ip: null },
    { ...known, accessPolicy: narrow },
    'stranger',
  ],
] as const)('a call of which %s', (_, call, info, refusal) => {
  expect(checkAccess(call, info)).toBe(refusal)
})
