import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { openApiDocument } from './openapi'

interface Document {
  openapi: string
  paths: Record<string, Record<string, { operationId: string; parameters: { in: string; name: string }[] }>>
  components: Record<string, Record<string, unknown>>
}

const document = JSON.parse(JSON.stringify(openApiDocument())) as Document

function references(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, child]) => (key === '$ref' ? [String(child)] : references(child)))
}

test('every reference leads to a component', () => {
  const found = references(document)
  expect(found.length).toBeGreaterThan(50)
  for (const reference of new Set(found)) {
    const [, components, kind, name] = reference.split('/')
    expect(components).toBe('components')
    expect(document.components[kind!], reference).toHaveProperty(name!)
  }
})

test('every operation has its own name and describes the parameters of its path', () => {
  const operations = Object.entries(document.paths).flatMap(([path, { parameters: shared = [], ...methods }]) =>
    Object.values(methods).map((operation) => ({
      path,
      ...operation,
      parameters: [...(shared as unknown as { in: string; name: string }[]), ...(operation.parameters ?? [])],
    })),
  )
  expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length)
  for (const { path, parameters } of operations) {
    const named = parameters.filter((parameter) => parameter.in === 'path').map((parameter) => `{${parameter.name}}`)
    expect(path.match(/\{\w+\}/g) ?? []).toEqual(named)
  }
})

test('inputs mark optional fields, answers mark fields that are always present', () => {
  const { CreateMonitor, Monitor } = document.components.schemas as Record<string, { required: string[] }>
  expect(CreateMonitor?.required).toEqual(['name', 'schedule'])
  expect(Monitor?.required).toContain('graceSeconds')
})

test('no input has a default that programs would read as a required field', () => {
  const inputs = ['CreateMonitor', 'UpdateMonitor', 'CreateChannel', 'CreateApiKey'].map(
    (name) => document.components.schemas?.[name],
  )
  for (const input of inputs) expect(JSON.stringify(input ?? {})).not.toContain('"default":')
  expect(JSON.stringify(document.components.schemas?.CreateMonitor)).toContain('Default: 300.')
})

test('every operation lists the answers that any call can get', () => {
  for (const [path, methods] of Object.entries(document.paths)) {
    if (path.startsWith('/api/v1/heartbeat/')) continue
    for (const { responses } of Object.values(methods) as unknown as { responses: object }[]) {
      expect(Object.keys(responses), path).toEqual(expect.arrayContaining(['405', '500', '503']))
    }
  }
})

test('docs/openapi.json matches the schemas (else: npm run openapi)', () => {
  expect(JSON.parse(readFileSync('docs/openapi.json', 'utf8'))).toEqual(document)
})
