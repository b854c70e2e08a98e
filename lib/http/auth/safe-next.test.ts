import { expect, test } from 'vitest'
import { safeNext } from './safe-next'

test.each(['/monitors', '/monitors?query=a%20b&status=down', '/runs/run_1#output', '/settings/audit', '/'])(
  '%j is a path of ours and is kept',
  (path) => expect(safeNext(path)).toBe(path),
)

test('an accepted path is rebuilt from its parts', () => {
  expect(safeNext('/a/../monitors')).toBe('/monitors')
  expect(safeNext('/monitors/<b>')).toBe('/monitors/%3Cb%3E')
  expect(safeNext('/monitors?query=a b#top')).toBe('/monitors?query=a%20b#top')
})

test.each([
  ...[null, undefined, ['/monitors'], '', 'monitors', '?next=/', '#x', '.', '..', './monitors', '../monitors'],
  ...[
    '//evil.example',
    '///evil.example',
    '////evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '\\/evil.example',
  ],
  ...[
    '/\t/evil.example',
    '/\n/evil.example',
    '/\r\n/evil.example',
    '\t//evil.example',
    ' //evil.example',
    ' /monitors',
  ],
  ...[
    'https://evil.example',
    'http:evil.example',
    'https:/evil.example',
    'HTTPS://EVIL.EXAMPLE',
    '//evil.example:443/x',
  ],
  ...['javascript:alert(1)', 'JaVaScRiPt:alert(1)', 'data:text/html,x', 'vbscript:x', 'blob:x', 'mailto:a@b.example'],
  ...[
    '//ada@evil.example',
    '//evil.example@good.example',
    '/..//evil.example',
    '/a/..//evil.example',
    '/.//evil.example',
  ],
  ...['/\u0000', '/\u007f', '/a\\b'],
  ...['/api/auth/signout', '/api', '/api/v1/monitors', '/x/../api/auth/signout', `/${'a'.repeat(3_000)}`],
])('%j is not a target', (path) => {
  expect(safeNext(path)).toBeNull()
})

test('for any input the result is a path of this host', () => {
  for (const lead of ['/', '//', '/\\', '/./', '/%2f', '/%5c', '/;', '/@', '/:', '/?', '/#']) {
    for (const rest of ['evil.example', '/evil.example', '\\evil.example', '@evil.example', '%2f%2fevil.example']) {
      expect(new URL(safeNext(lead + rest) ?? '/', 'https://lubdub.example').origin).toBe('https://lubdub.example')
    }
  }
})
