import { expect, test } from 'vitest'
import { AppError, TooManyError } from '@/lib/base/errors'
import { createLog } from '@/lib/base/log'
import { errorResponse } from './error-response'

process.env.LUBDUB_LOG_LEVEL = 'silent'
const log = createLog('test', 'silent')

async function answer(error: unknown) {
  const response = errorResponse(error, log)
  return { status: response.status, retryAfter: response.headers.get('retry-after'), ...(await response.json()) }
}

test('an error for the caller is sent unchanged', async () => {
  expect(await answer(new AppError('conflict', 'It is not dead.', 'state'))).toEqual({
    status: 409,
    retryAfter: null,
    error: { code: 'conflict', message: 'It is not dead.', field: 'state' },
  })
})

test.each([
  [0, '1'],
  [13.2, '14'],
  [600, '600'],
])('a caller who must wait %d seconds is told whole seconds', async (seconds, retryAfter) => {
  const error = new TooManyError('Too many calls. Wait.', seconds)
  expect(await answer(error)).toMatchObject({ status: 429, retryAfter, error: { code: 'too_many' } })
})

test('the text of any other error is not sent', async () => {
  const { status, error } = await answer(new Error('password=swordfish'))
  expect({ status, code: error.code }).toEqual({ status: 500, code: 'internal' })
  expect(error.message).not.toContain('swordfish')
})

test.each([
  Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }),
  new Error('Raw query failed. Code: `57P03`. Message: `the database system is starting up`'),
  new Error("Raw query failed. Code: `N/A`. Message: `Can't reach database server at 127.0.0.1:5432`"),
  Object.assign(new Error('shutting down'), { code: '57P01' }),
  new Error('query failed', { cause: Object.assign(new Error('gone'), { code: '08006' }) }),
  new Error('timeout exceeded when trying to connect'),
])('a database that is away is 503 with a time to retry: %s', async (error) => {
  expect(await answer(error)).toMatchObject({ status: 503, retryAfter: '5', error: { code: 'unavailable' } })
})

test('an object that was deleted meanwhile is a conflict, and no internal error', async () => {
  const text = 'violates foreign key constraint "x"'
  const ofRawQuery = `Raw query failed. Code: \`23503\`. Message: \`${text}\``
  for (const error of [
    Object.assign(new Error(text), { code: 'P2003' }),
    Object.assign(new Error(text), { code: '23503' }),
    Object.assign(new Error(ofRawQuery), { code: 'P2010' }),
  ]) {
    const { status, error: told } = await answer(error)
    expect({ status, code: told.code }).toEqual({ status: 409, code: 'conflict' })
    expect(told.message).not.toContain('constraint')
  }
})
