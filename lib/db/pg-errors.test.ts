import { expect, it } from 'vitest'
import { isDataError, isMissingPartition, isOwnFault } from './pg-errors'

const error = (code: string, more = {}) => Object.assign(new Error(code), { code, ...more })

it.each(['22001', '22P02', '23502', '23505', '23514'])('%s is a data error', (code) => {
  expect(isDataError(error(code, { constraint: 'run_state_check' }))).toBe(true)
})

it.each([
  ...['40P01', '40001', '55P03', '57014', '53100', '53200', '53300', '25006', '57P01', '57P02', '57P03', '08006'],
  ...['08001', '42501', 'XX000', 'ECONNRESET', 'ETIMEDOUT', 'EPIPE', 'EMFILE'],
])('%s passes', (code) => {
  expect(isDataError(error(code))).toBe(false)
})

it('an error without a code is temporary, as when the connection was closed', () => {
  expect(isDataError(new Error('Connection terminated unexpectedly'))).toBe(false)
})

it('a day without a partition is not a data error', () => {
  expect([isMissingPartition(error('23514')), isDataError(error('23514'))]).toEqual([true, false])
})

it.each(['22P02', '23503', '2BP01', '40P01', '42501', '54000', '55P03', '57014', 'P0001', 'XX000'])(
  'after %s something else may succeed',
  (code) => {
    expect(isOwnFault(error(code))).toBe(true)
  },
)

it.each(['08006', '25006', '28P01', '53100', '53300', '57P01', '57P03', '58030', 'ECONNRESET', 'EPIPE'])(
  'after %s nothing else can succeed',
  (code) => {
    expect(isOwnFault(error(code))).toBe(false)
  },
)

it('an error of the program is its own, and a closed connection is not', () => {
  expect([isOwnFault(new TypeError('x')), isOwnFault(new Error('Connection terminated unexpectedly'))]).toEqual([
    true,
    false,
  ])
})
