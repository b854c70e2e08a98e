import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { OPERATIONS } from '@/lib/contract/openapi-operations'

/** All routes, pages and actions, read from the sources: an entry that is missing in the list is found. */
export interface Surface {
  /** `GET /api/v1/monitors/[monitorId]` */
  routes: string[]
  /** `/monitors/[monitorId]` */
  pages: string[]
  /** `app/…/actions.ts#deleteMonitorAction` */
  actions: string[]
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

export function readSurface(root: string): Surface {
  const text = (file: string) => readFileSync(path.join(root, file), 'utf8')
  const surface: Surface = { routes: [], pages: [], actions: [] }
  for (const file of sourcesOfApp(root)) {
    const name = path.basename(file)
    if (/^page\.tsx?$/.test(name)) surface.pages.push(urlOf(file))
    if (/^route\.tsx?$/.test(name)) {
      surface.routes.push(
        ...exportsOf(text(file))
          .filter(isMethod)
          .map((method) => `${method} ${urlOf(file)}`),
      )
    }
    if (!/\.tsx?$/.test(name) || !/['"]use server['"]/.test(text(file))) continue
    if (!/^(\s|\/\*[\s\S]*?\*\/|\/\/.*)*['"]use server['"]/.test(text(file))) {
      throw new Error(
        `${file} has 'use server' inside a function. Put the action into a file of actions: it is an entrance.`,
      )
    }
    surface.actions.push(...exportsOf(text(file)).map((action) => `${file}#${action}`))
  }
  return surface
}

/** The files under `app/`, from the root, in order. */
export function sourcesOfApp(root: string): string[] {
  return readdirSync(path.join(root, 'app'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
    .sort()
}

const isMethod = (name: string) => METHODS.includes(name)

export function urlOf(file: string): string {
  const parts = path.dirname(file).split(path.sep).slice(1)
  return `/${parts.filter((part) => !/^\(.*\)$/.test(part)).join('/')}`
}

function exportsOf(source: string): string[] {
  const named = [...source.matchAll(/^export (?:async )?(?:const|function) (\w+)/gm)].map(([, name]) => name!)
  const listed = [...source.matchAll(/^export \{([^}]*)\}/gm)].flatMap(([, list]) =>
    list!.split(',').map(
      (item) =>
        item
          .trim()
          .split(/\s+as\s+/)
          .at(-1)!,
    ),
  )
  return [...named, ...listed].filter((name) => name !== '')
}

/** The routes and pages of the built product; each must be among those from the sources. */
export function readBuilt(root: string): { urls: string[]; actions: Map<string, { id: string; pages: string[] }> } {
  const json = (file: string) => JSON.parse(readFileSync(path.join(root, '.next', file), 'utf8'))
  const urls = Object.values(json('app-path-routes-manifest.json') as Record<string, string>)
  const { node } = json('server/server-reference-manifest.json') as {
    node: Record<string, { workers: Record<string, unknown>; filename: string; exportedName: string }>
  }
  const actions = new Map(
    Object.entries(node).map(([id, { workers, filename, exportedName }]) => [
      `${filename}#${exportedName}`,
      { id, pages: Object.keys(workers).map((worker) => urlOf(worker)) },
    ]),
  )
  return { urls: urls.filter((url) => !url.startsWith('/_')), actions }
}

/** Operations that are only in the description of the API, or only in the sources. */
export function differencesFromOpenApi(routes: readonly string[]): string[] {
  const told = new Set(
    OPERATIONS.map(({ method, path: url }) => `${method.toUpperCase()} ${url.replace(/\{(\w+)\}/g, '[$1]')}`),
  )
  const isUndocumented = (route: string) => !route.includes('/api/v1/') || /\[\.\.\.path\]$|openapi\.json$/.test(route)
  return [
    ...routes
      .filter((route) => !told.has(route) && !isUndocumented(route))
      .map((route) => `${route} is served, but lib/contract/operations/ does not tell of it.`),
    ...[...told]
      .filter((route) => !routes.includes(route))
      .map((route) => `${route} is told of, but nothing serves it.`),
  ]
}
