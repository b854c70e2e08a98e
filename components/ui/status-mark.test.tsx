import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import { lookOf, type State } from './state'
import { StatusMark } from './status-mark'

const STATES: State[] = [
  'new',
  'up',
  'down',
  'paused',
  'late',
  'running',
  'stalled',
  'silent',
  'succeeded',
  'partial',
  'failed',
  'timed_out',
  'lost',
  'unjudged',
  'ended',
]

it.each(STATES)('%s is a shape and a word', (state) => {
  const html = renderToStaticMarkup(<StatusMark state={state} />)
  expect(html).toContain('<svg')
  expect(html).toContain(lookOf(state).word)
})

it('states of the same tone differ in shape, or mean the same', () => {
  const seen = new Map<string, Set<string>>()
  for (const state of STATES) {
    const { shape, tone } = lookOf(state)
    seen.set(shape, (seen.get(shape) ?? new Set()).add(tone))
  }
  for (const tones of seen.values()) expect(tones.size).toBe(1)
})

it('hidden words are still read out', () => {
  expect(renderToStaticMarkup(<StatusMark state="failed" wordsHidden />)).toContain('class="sr">failed')
})
