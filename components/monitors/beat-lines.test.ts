import { expect, it } from 'vitest'
import { beatLines } from './beat-lines'

const URL = 'http://localhost:4000/api/v1/heartbeat/ldb_abc'

it('every kind of job gets lines with the URL', () => {
  const lines = beatLines(URL, { name: 'nightly etl', cron: '15 4 * * *' })
  expect(lines.map(({ id }) => id)).toEqual(['curl', 'bash', 'crontab', 'python', 'kubernetes'])
  for (const { text } of lines) expect(text).toContain(URL)
})

it('crontab and Kubernetes take the monitor’s own expression', () => {
  const texts = Object.fromEntries(beatLines(URL, { name: 'x', cron: '15 4 * * *' }).map(({ id, text }) => [id, text]))
  expect(texts.crontab).toMatch(/^15 4 \* \* \* curl /)
  expect(texts.kubernetes).toContain('schedule: "15 4 * * *"')
})

it('crontab and Kubernetes get the zone of the expression', () => {
  const berlin = { name: 'x', cron: '15 4 * * *', timezone: 'Europe/Berlin' }
  const texts = Object.fromEntries(beatLines(URL, berlin).map(({ id, text }) => [id, text]))
  expect(texts.crontab).toMatch(/^CRON_TZ=Europe\/Berlin\n15 4 \* \* \* curl /)
  expect(texts.kubernetes).toContain('schedule: "15 4 * * *"\n  timeZone: "Europe/Berlin"\n')
})

it('a monitor that takes POST only gets lines that post', () => {
  for (const { id, text } of beatLines(URL, { name: 'x', cron: null, postOnly: true })) {
    const calls = text.match(/curl -\S+( -X POST)?/g) ?? []
    expect([id, calls.every((call) => call.endsWith(' -X POST'))]).toEqual([id, true])
    expect(calls.length + text.split('data=').length).toBeGreaterThan(1)
  }
})

it.each([
  ['Nightly ETL (eu)', 'nightly-etl-eu'],
  ['🦊🔥', 'job'],
  [`${'a'.repeat(51)}-b`, 'a'.repeat(51)],
])('a Kubernetes object for %s is called %s', (name, expected) => {
  const kubernetes = beatLines(URL, { name, cron: null }).find(({ id }) => id === 'kubernetes')
  expect(kubernetes?.text).toContain(`\n  name: ${expected}\n`)
})
