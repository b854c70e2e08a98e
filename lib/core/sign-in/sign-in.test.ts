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

test.each([
  ['abcdefg'.repeat(2), false],
  ['abcde'.repeat(3), true],
  [`${'abcde'.repeat(3)}ab`, true],
  [`${'abcde'.repeat(3)}ba`, false],
])('%s repeats one piece of text, whole or not: %s', (password, isRepeated) => {
  const reason = judgePassword(password, { about: [], guesses: () => 99 })
  expect(reason).toBe(isRepeated ? 'This password repeats one piece of text. Choose one that does not.' : null)
})

test('a password may have 200 characters, and needs no more than ten thousand million guesses', () => {
  const password = Array.from({ length: 200 }, (_, index) => String.fromCodePoint(0x4e00 + index)).join('')
  const judged = (guessed: number, text = password) => judgePassword(text, { about: [], guesses: () => guessed })
  expect(judged(10)).toBeNull()
  expect(judged(9.99)).toMatch(/^This password is easy to guess: it consists of common words, .+ Choose several words/)
  expect(judged(10, `${password}龍`)).toMatch(/at most 200 characters; this one has 201/)
})

test.each([
  ['ada.lovelace@engines.example+Quark', '+quark'],
  ['ada.lovelace-otters-quark', '-otters-quark'],
  ['Engines.Example/otters', '/otters'],
  ['LOVELACE-otters-quark', '-otters-quark'],
  ['Ａｄａ＠otters-quark', '@otters-quark'],
  ['adaline-otters-quark', '-otters-quark'],
  ['jo-and-otters-quark', 'jo-and-otters-quark'],
  ['otters1987quark2026', 'ottersquark'],
  ['otters1887quark2126', 'otters1887quark2126'],
])('of %s only %s is estimated: everybody may know the rest', (password, estimated) => {
  const asked: string[] = []
  const guesses = (text: string) => asked.push(text)
  judgePassword(password, { about: ['ada.lovelace@engines.example', 'Jo Adaline'], guesses })
  expect(asked).toEqual([estimated])
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

test.each([null, '', '  ', 'invitation', ' Invitation '])('sign-up with %j is by invitation', (text) => {
  expect(parseSignUpPolicy(text)).toEqual({ mode: 'invitation' })
})

test.each(['a.b', 'x.example', 'engines.co.uk', 'my-engines.ex4mple', '@xn--bcher-kva.example'])(
  'sign-up may be for %s',
  (domain) => {
    expect(parseSignUpPolicy(domain)).toEqual({ mode: 'domains', domains: [domain.replace('@', '')] })
  },
)

test.each([
  ...['engines', 'engines.', '.example', 'engines..example', '-engines.example', 'engines-.example', 'engines.-x'],
  ...['engines.x-', 'eng_ines.example', '!engines.example', 'engines.example!', 'ada@engines.example', 'a.b, engines'],
])('sign-up is not for %s', (text) => {
  expect(() => parseSignUpPolicy(text)).toThrow(
    `LUBDUB_SIGNUP must be open, invitation or a list of domains of mail addresses; got ${text}.`,
  )
})
