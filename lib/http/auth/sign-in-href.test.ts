import { expect, it } from 'vitest'
import { PAGE_HEADER, signInHref } from './sign-in-href'

it.each([
  ['/runs/run_1?tab=beats', '/sign-in?next=%2Fruns%2Frun_1%3Ftab%3Dbeats'],
  ['/', '/sign-in'],
  ['/sign-in/mail', '/sign-in'],
  ['//evil.example/', '/sign-in'],
  ['https://evil.example/', '/sign-in'],
  ['/api/v1/monitors', '/sign-in'],
])('a request for %s is redirected to %s', (page, href) => {
  expect(signInHref(new Headers({ [PAGE_HEADER]: page }))).toBe(href)
})

it('without the header it is the sign-in page without a target', () => {
  expect(signInHref(new Headers())).toBe('/sign-in')
})
