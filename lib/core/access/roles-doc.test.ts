import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { KEY_ACCESSES, type Permission, permissions, ROLES, type Rule } from '.'

const doc = readFileSync('docs/workspaces.md', 'utf8')

function table(): string {
  const columns = [...ROLES, ...KEY_ACCESSES.map((access) => `${access} key`)]
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const rows = (Object.keys(permissions) as Permission[]).map((name) => {
    const { sentence, roles, keys }: Rule = permissions[name]
    const mays = [...ROLES.map((role) => roles.includes(role)), ...KEY_ACCESSES.map((key) => keys.includes(key))]
    return line([sentence, ...mays.map((may) => (may ? 'yes' : ''))])
  })
  return [line(['may', ...columns]), line(['---', ...columns.map(() => '---')]), ...rows].join('\n')
}

test('docs/workspaces.md has the same permission table as the code', () => {
  expect(doc.split('<!-- roles -->\n\n')[1]?.split('\n\n<!-- /roles -->')[0]).toBe(table())
})
