import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isMaskedUrl, maskedUrl } from './masked-url'

test.each([
  ['https://hooks.example.com/services/T00/B00/swordfish-a1b2', 'https://hooks.example.com/…a1b2'],
  [
    'https://hooks.example.com:8443/services/T00/a1b2?token=swordfish#swordfish',
    'https://hooks.example.com:8443/…a1b2',
  ],
  ['https://hooks.example.com/?token=swordfish', 'https://hooks.example.com/…'],
  ['https://hooks.example.com/#swordfish', 'https://hooks.example.com/…'],
  ['https://ada:swordfish@hooks.example.com/', 'https://hooks.example.com/'],
  ['https://hooks.example.com/fish', 'https://hooks.example.com/…'],
  ['https://hooks.example.com', 'https://hooks.example.com/'],
  ['swordfish', '…'],
])('%s is shown as %s', (url, shown) => {
  expect(maskedUrl(url)).toBe(shown)
})

const urls = fc.webUrl({ withQueryParameters: true, withFragments: true })

test('only the origin and four characters of a URL are shown, and masking again changes nothing', () => {
  fc.assert(
    fc.property(urls, (url) => {
      const shown = maskedUrl(url)
      expect(shown.length).toBeLessThanOrEqual(new URL(url).origin.length + 1 + 1 + 4)
      expect(maskedUrl(shown)).toBe(shown)
      expect(isMaskedUrl(shown)).toBe(shown.includes('…'))
      expect(new URL(shown).host).toBe(new URL(url).host)
    }),
  )
})
