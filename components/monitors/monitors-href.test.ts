import { expect, test } from 'vitest'
import { monitorsHref, withoutTag, withTag } from './monitors-href'

test('every tag of the filter stands in the address', () => {
  const filter = { query: 'etl', tags: ['prod', 'a & b'] }
  expect(monitorsHref(filter)).toBe('/monitors?query=etl&tag=prod&tag=a+%26+b')
  expect(monitorsHref({ tags: [] })).toBe('/monitors')
})

test('a tag is added once and taken away in any case, and the rest of the filter stays', () => {
  const filter = { status: 'down', tags: ['prod', 'eu'] }
  expect(withTag(filter, 'PROD')).toEqual({ status: 'down', tags: ['eu', 'PROD'] })
  expect(withTag({}, 'prod')).toEqual({ tags: ['prod'] })
  expect(withoutTag(filter, 'Eu')).toEqual({ status: 'down', tags: ['prod'] })
})
