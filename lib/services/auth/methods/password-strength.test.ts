import { expect, test } from 'vitest'
import { judgePassword } from '@/lib/core/sign-in'
import { loadEstimator } from './password-strength'

const ABOUT = ['ada.lovelace@engines.example', 'Ada Lovelace', 'lubdub.engines.example']
const guesses = await loadEstimator()
const judge = (password: string) => judgePassword(password, { about: ABOUT, guesses })

test.each([
  'seven otters juggle teapots',
  'vK8#rw2Lm!qz',
  'Grünkohl-Tuba-Nebel',
  'tortoise ladder monsoon',
  '龍が如く維新極あいうえおか',
  'xkqpwvbnthjr',
])('%s may be a password', (password) => {
  expect(judge(password)).toBeNull()
})

test.each([
  'password1234',
  'Password2024!',
  'P@ssw0rd12345',
  'passwordpassword1',
  'welcome2026!!',
  'qwertyuiop123',
  '1qaz2wsx3edc',
  'zyxwvutsrqponm',
  '123456789012',
  'iloveyou12345',
  'letmein-letmein2',
  'Summer2025Summer',
  'monkey dragon 99',
  'correcthorsebatterystaple',
  'MyPassword!2019',
  'lubdub123456',
  'heartbeat-monitor1',
  'ada.lovelace1',
  'Lovelace1815ada',
  'engines.example1',
  'ａｄａｌｏｖｅｌａｃｅ１２',
  'Winter2024Berlin!',
  'Sommer2024Herbst!',
  'Ada-Lovelace-2026',
  'adaada1815adaada',
  'contrasena2024',
  'motdepasse123',
  'fussball2019!!',
  'bayernmuenchen1',
  'sunflower sunset',
  'ytrewqytrewq1',
  'liverpoolfc2020',
  'trustno1trustno2',
])('%s is easy to guess', (password) => {
  expect(judge(password)).toMatch(/easy to guess/)
})

test('the slowest passwords cost no more at the greatest length than at the length that is estimated', () => {
  const cost = (password: string) => {
    const before = process.cpuUsage().user
    judge(password)
    return process.cpuUsage().user - before
  }
  const slow = [
    'abcdefghijklmnopqrstuvwxyz0123456789'.repeat(6).slice(0, 200),
    `${'0123456789'.repeat(19)}q!x`,
    '4@8({[<>31!70$5'.repeat(13),
  ]
  const total = (length: number) => slow.reduce((sum, password) => sum + cost(password.slice(0, length)), 0)
  total(40)
  // Not the fifth power of it, as without a limit.
  expect(total(200)).toBeLessThan(5 * total(40))
})
