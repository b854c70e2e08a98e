import { expect, test } from 'vitest'
import { HOSTILE } from '@/lib/base/testing/hostile-strings'
import { attachment } from './attachment'

test.each(HOSTILE)('$tries: $text as the name of a file is one name, and stays in its directory', ({ text }) => {
  const headers = new Headers(attachment(text, 'text/csv; charset=utf-8'))
  const value = headers.get('content-disposition')!
  const parts = /^attachment; filename="([\w.-]+)"; filename\*=UTF-8''([\w.%~-]+)$/.exec(value)
  expect(parts, value).not.toBeNull()
  const [plain, whole] = [parts![1]!, decodeURIComponent(parts![2]!)]
  for (const name of [plain, whole]) expect(name).not.toMatch(/[/\\"<>|:\r\n\0]/)
  expect(value.length).toBeLessThan(3_000)
})

test('a name in any script is kept, and one of none is made', () => {
  expect(attachment('גיבוי.csv', 'text/csv')['content-disposition']).toContain(encodeURIComponent('גיבוי.csv'))
  expect(attachment('', 'text/csv')['content-disposition']).toContain('filename="file"')
})
