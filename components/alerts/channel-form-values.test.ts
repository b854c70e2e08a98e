import { expect, test } from 'vitest'
import { kindForms } from '@/lib/services/channels/kind-forms'
import { configInput, formFieldOf, initialValues } from './channel-form-values'

const kinds = kindForms().filter(({ kind }) => ['webhook', 'email'].includes(kind))

test('a new channel has the first kind and an empty value for each field of each kind', () => {
  const values = initialValues(kinds)
  expect(values).toEqual({ kind: 'webhook', name: '', config: { webhook: { url: '' }, email: { to: [] } } })
  expect(configInput({ ...values, kind: 'email', name: 'team' })).toEqual({
    kind: 'email',
    name: 'team',
    config: { to: [] },
  })
})

test.each([
  { kind: 'webhook', name: 'hook', config: { url: 'https://example.com/hook' } },
  { kind: 'email', name: 'team', config: { to: ['ada@example.com'] } },
])('an existing channel of kind $kind is saved as it was', (channel) => {
  const own = kinds.filter(({ kind }) => kind === channel.kind)
  expect(configInput(initialValues(own, channel))).toEqual(channel)
})

test.each([
  ['config.to', 'config.email.to'],
  ['config.to.3', 'config.email.to'],
  ['config.total', 'name'],
  ['name', 'name'],
  ['kind', 'name'],
  [null, 'name'],
])('an error at %s is shown at %s', (path, field) => {
  expect(formFieldOf(path, kinds.find(({ kind }) => kind === 'email')!)).toBe(field)
})
