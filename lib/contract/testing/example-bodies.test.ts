import { expect, test } from 'vitest'
import { OPERATIONS } from '../openapi-operations'
import { exampleBody } from './example-bodies'

test.each(OPERATIONS)('$id has an example that it takes, if it takes a body', ({ id, body }) => {
  const example = exampleBody(id)
  if (!body) return expect(example).toBeUndefined()
  expect(body.safeParse(example)).toMatchObject({ success: true })
})
