import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'

/** A route without any check: it answers every caller with all data. */
export const PLANTED = { route: 'GET /api/v1/planted', page: '/planted' }

const ROUTE = `import { getResources } from '@/lib/http/resources'

export const dynamic = 'force-dynamic'

export async function GET() {
  const { pool } = getResources()
  const { rows } = await pool.query('SELECT w.name FROM app_user u CROSS JOIN LATERAL workspaces_of(u.id) w')
  return Response.json(rows)
}
`
const PAGE = `import { getResources } from '@/lib/http/resources'

export const dynamic = 'force-dynamic'

export default async function Planted() {
  const { pool } = getResources()
  const { rows } = await pool.query('SELECT w.name FROM app_user u CROSS JOIN LATERAL workspaces_of(u.id) w')
  return <p>{JSON.stringify(rows)}</p>
}
`

const NOT_COPIED = new Set(['.git', '.next', 'data', 'test-results', 'node_modules', 'proxy.ts', '.env'])

/** Copies the project without proxy.ts, plants a route and a page without checks, and builds it. */
export function buildWithoutProxy(root: string, directory: string): string {
  const copy = path.join(directory, 'without-proxy')
  cpSync(root, copy, {
    recursive: true,
    filter: (from) => !NOT_COPIED.has(path.relative(root, from).split(path.sep)[0] ?? ''),
  })
  rmSync(path.join(copy, 'dist/tmp'), { recursive: true, force: true })
  // With what the bundler remembers of the product, the second build takes two thirds of the time.
  cpSync(path.join(root, '.next/cache'), path.join(copy, '.next/cache'), { recursive: true })
  // Links to the same files where the disk can: a real directory, as the bundler wants it.
  const modules = path.join(root, 'node_modules')
  const linked = spawnSync('cp', ['-al', modules, copy], { stdio: 'ignore' })
  if (linked.status !== 0) cpSync(modules, path.join(copy, 'node_modules'), { recursive: true, verbatimSymlinks: true })
  for (const [at, text] of [
    ['app/api/v1/planted/route.ts', ROUTE],
    ['app/planted/page.tsx', PAGE],
  ] as const) {
    mkdirSync(path.dirname(path.join(copy, at)), { recursive: true })
    writeFileSync(path.join(copy, at), text)
  }
  const build = spawnSync(process.execPath, ['scripts/build.mjs'], {
    cwd: copy,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  if (build.status !== 0) throw new Error('The copy without proxy.ts could not be built.')
  return copy
}
