import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { alertEventSchema } from '@/lib/contract/events'
import { summarize } from './labels'
import { exampleDigest, exampleDown, exampleEvents, exampleOutage, exampleTest } from './testing/example-events'

const doc = readFileSync('docs/alerts.md', 'utf8')
const digest = { ...exampleDigest, count: 21, downCount: 20, upCount: 1, events: exampleDigest.events.slice(0, 1) }
const shown = [exampleDown, exampleOutage, { ...digest, summary: summarize(digest) }, exampleTest]

test.each(shown.map((event) => [event.type, event] as const))(
  'the example of %s in docs/alerts.md is what the code creates',
  (type, event) => {
    const block = doc.split(`<!-- example: ${type} -->\n\n\`\`\`json\n`)[1]?.split('\n```')[0]
    expect(block).toBe(JSON.stringify(event, null, 2))
  },
)

test.each(exampleEvents.map((event) => [event.type, event] as const))(
  'an event of type %s matches its schema',
  (_, event) => {
    expect(alertEventSchema.parse(event)).toEqual(event)
  },
)

test('docs/alerts.md names every type of event', () => {
  for (const schema of alertEventSchema.options) expect(doc).toContain(`\`${schema.shape.type.value}\``)
})
