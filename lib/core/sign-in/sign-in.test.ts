import { expect, test } from 'vitest'
import { allowsSignUp, judgePassword, parseSignUpPolicy, passwordDelay } from '.'

const ABOUT = ['ada.lovelace@engines.example', 'Ada Lovelace', 'lubdub.engines.example']
const judge = (password: string, guesses: (text: string) => number = () => 10) =>
  judgePassword(password, { about: ABOUT, guesses })

test.each([
  ['elevenchars', /at least 12 characters; this one has 11/],
  ['x'.repeat(201), /at most 200 characters; this one has 201/],
  ['aaaabbbbcccc', /a few characters/],
  ['hx7qkhx7qkhx7qk', /repeats one piece/],
])('%s is refused with the reason', (password, sentence) => {
  expect(judge(password)).toMatch(sentence)
})

test.each([
  [9.9, /easy to guess/],
  [10, null],
])('a password of 10^%d guesses is judged by them', (guesses, sentence) => {
  const judged = judge('seven otters juggle teapots', () => guesses)
  if (sentence) expect(judged).toMatch(sentence)
  else expect(judged).toBeNull()
})

test.each([
  ['Seven Otters 1999 juggle', 'seven otters  juggle'],
  ['ada.lovelace@engines.example!', '!'],
  ['Lovelace1815ada+moth', '1815+moth'],
  ['ａｄａ-ｌｏｖｅｌａｃｅ-ｍｏｔｈ', '--moth'],
  ['lubdub.engines.example2026moth', 'moth'],
  ['the lubdub of engines', 'the  of '],
])('of %s only what others do not know is estimated', (password, estimated) => {
  const asked: string[] = []
  judge(password, (text) => asked.push(text))
  expect(asked).toEqual([estimated])
})

test('length counts characters as a person sees them, not stored units', () => {
  expect(judge('🦜🦉🦆🐧🐦🦅🦢🦩🦚🦃🐓')).toMatch(/this one has 11/)
})

test('the delay grows with wrong passwords and ends at an hour', () => {
  expect([1, 5, 6, 7, 10, 15, 19, 20, 200].map(passwordDelay)).toEqual([0, 0, 2, 4, 32, 1024, 3600, 3600, 3600])
})

test('sign-up is open, by invitation or by domain, and a typing error does not open it', () => {
  expect(allowsSignUp(parseSignUpPolicy('open'), 'cleo@nile.example')).toBe(true)
  expect(allowsSignUp(parseSignUpPolicy(null), 'cleo@nile.example')).toBe(false)
  expect(allowsSignUp(parseSignUpPolicy('invitation'), 'cleo@nile.example')).toBe(false)
  const domains = parseSignUpPolicy('engines.example, @Nile.example')
  expect(domains).toEqual({ mode: 'domains', domains: ['engines.example', 'nile.example'] })
  expect(allowsSignUp(domains, 'cleo@nile.example')).toBe(true)
  expect(allowsSignUp(domains, 'cleo@evil.nile.example')).toBe(false)
  expect(allowsSignUp(domains, 'cleo@nile.example.evil.example')).toBe(false)
  expect(allowsSignUp(domains, 'nile.example@evil.example')).toBe(false)
  expect(() => parseSignUpPolicy('opne')).toThrow(/open, invitation or a list of domains/)
})
