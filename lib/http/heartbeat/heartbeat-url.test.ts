import { describe, expect, it } from 'vitest'
import { heartbeatUrlOf, originForm } from './heartbeat-url'

const BASE = '/api/v1/heartbeat/'

describe('a heartbeat URL', () => {
  it.each([
    ['KEY', 'KEY'],
    ['KEY/fail?run=1', 'KEY/fail?run=1'],
    ['/KEY', 'KEY'],
    ['KEY//fail', 'KEY/fail'],
    ['KEY/fail/', 'KEY/fail'],
    ['KEY/fail//', 'KEY/fail'],
    ['KEY/fail%20', 'KEY/fail'],
    ['KEY/fail%0D%0A', 'KEY/fail'],
    ['KEY/%22fail%22', 'KEY/fail'],
    ["KEY/fail'", 'KEY/fail'],
    ['KEY/fail"', 'KEY/fail'],
    ['KEY/fail%2F', 'KEY/fail'],
    ['KEY%0D', 'KEY'],
    ['KEY%0D/fail', 'KEY/fail'],
    ['%22KEY%22/0', 'KEY/0'],
    ['%E2%80%9CKEY%E2%80%9D', 'KEY'],
    ['KEY%C2%A0', 'KEY'],
    ['%EF%BB%BFKEY', 'KEY'],
    ['KEY%3E', 'KEY'],
    ['KEY%2F', 'KEY'],
    ['KEY#top', 'KEY'],
    ['KEY?message=a//b', 'KEY?message=a//b'],
  ])('is read from %s', (given, meant) => {
    expect(heartbeatUrlOf(BASE + given)).toBe(BASE + meant)
  })

  it('keeps the slash after which a signal is missing', () => {
    for (const given of ['KEY/', 'KEY//', 'KEY/%20', 'KEY/%22%22', 'KEY/%0D']) {
      expect(heartbeatUrlOf(BASE + given)).toBe(`${BASE}KEY/`)
    }
  })

  it('is found behind doubled slashes and a scheme with a host', () => {
    for (const target of [
      '//api/v1/heartbeat/KEY/fail',
      '/api//v1///heartbeat//KEY/fail',
      'http://lubdub.example/api/v1/heartbeat/KEY/fail',
      'HTTPS://lubdub.example:4000//api/v1/heartbeat/KEY/fail',
    ]) {
      expect(heartbeatUrlOf(target)).toBe(`${BASE}KEY/fail`)
    }
  })

  it('keeps what makes it malformed, so that it is refused, not guessed', () => {
    expect(heartbeatUrlOf(`${BASE}KEY%2f..`)).toBe(`${BASE}KEY%2F..`)
    expect(heartbeatUrlOf(`${BASE}KEY/fail/now`)).toBe(`${BASE}KEY/fail/now`)
    expect(heartbeatUrlOf(`${BASE}KEY/%E0%A4`)).toBe(`${BASE}KEY/%E0%A4`)
    expect(heartbeatUrlOf(`${BASE}KE Y`)).toBe(`${BASE}KE%20Y`)
    expect(heartbeatUrlOf('/api/v1/heartbeat')).toBe(BASE)
  })

  it('is no other path', () => {
    for (const target of ['/', '/monitors', '/api/v1/heartbeats/KEY', '/x/api/v1/heartbeat/KEY', '*', 'http://x']) {
      expect(heartbeatUrlOf(target)).toBe(null)
    }
  })
})

it('a request line in proxy form loses only scheme and host', () => {
  expect(originForm('http://evil.example/monitors?x=1')).toBe('/monitors?x=1')
  expect(originForm('http://evil.example')).toBe('/')
  expect(originForm('http://evil.example?x')).toBe('/?x')
  expect(originForm('/http://evil.example/')).toBe('/http://evil.example/')
  expect(originForm('*')).toBe('*')
})
