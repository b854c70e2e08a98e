import type { Actor } from './actors'
import { type Answer, askAction, askPage, askRoute, type Things, thingsIn } from './ask'
import { differencesFromOpenApi, readBuilt, readSurface } from './enumerate'
import { expected, leaks, type Outcome } from './judge'
import { ACTIONS, PAGES, type PageRow, ROUTES } from './rows'
import type { World } from './world'

export interface Finding {
  /** What was asked. */
  what: string
  faults: string[]
  cells: number
}

export type Kind = 'routes' | 'pages' | 'actions'
export type Matrix = Record<Kind, Finding[]> & { gaps: string[]; actors: number }

const FOREIGN: Record<string, Record<string, string>> = {
  'from another site': { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
  'from a sandboxed frame': { origin: 'null', 'sec-fetch-site': 'cross-site' },
  'from a neighbouring site': { 'sec-fetch-site': 'same-site' },
  'without a word of where from': {},
}
const NOT_THERE = 'none_00000000000000000000'

/** Calls everything as every role, and returns the answers that differ from the table of permissions. */
export async function runMatrix(world: World, root: string): Promise<Matrix> {
  const surface = readSurface(root)
  const built = readBuilt(root)
  const matrix: Matrix = {
    routes: [],
    pages: [],
    actions: [],
    gaps: gapsOf(surface, built),
    actors: world.actors.length,
  }
  const kept: Things = {}
  for (const [name, make] of Object.entries(world.make)) kept[name] = await make()

  for (const route of surface.routes) {
    const row = ROUTES[route] ?? { access: 'everybody' }
    const isWrite = !/^(GET|HEAD) /.test(route)
    const names = [...thingsIn(route), ...thingsIn(row.body ?? {})]
    const ask = (actor: Actor, things: Things, from?: Record<string, string>) =>
      askRoute(route, row, { world, actor, things, ...(from && { from }) })
    const common = { world, names, kept, isWrite, row, ask }
    matrix.routes.push(await askAll({ what: route, ...common, csrf: isWrite && row.access !== 'everybody' }))
  }
  for (const page of surface.pages) {
    const row = PAGES[page] ?? { access: 'everybody' }
    const ask = (actor: Actor, things: Things) => askPage(page, row, { world, actor: asBrowser(actor), things })
    const names = thingsIn(page)
    const finding = await askAll({ what: page, world, names, kept, isWrite: false, row, ask, csrf: false })
    // The same page as data, as our links request it: another path to the same secrets.
    for (const actor of world.actors) {
      const answer = await askPage(page, row, { world, actor: asBrowser(actor), things: kept, asData: true })
      const { text, status, outcome } = answer
      finding.cells += 1
      finding.faults.push(...leaks(asBrowser(actor), text).map((leak) => `${actor.name}, as data: is shown ${leak}`))
      if (outcome === 'broken') finding.faults.push(`${actor.name}, as data: broken (${status})`)
    }
    matrix.pages.push(finding)
  }
  for (const action of surface.actions) {
    const row = ACTIONS[action]
    const entry = built.actions.get(action)
    if (!row || !entry) continue
    const names = thingsIn(row.args)
    const ask = (actor: Actor, things: Things, from?: Record<string, string>) =>
      askAction(entry, row, { world, actor: asBrowser(actor), things, ...(from && { from }) })
    matrix.actions.push(await askAll({ what: action, world, names, kept, isWrite: true, row, ask, csrf: true }))
  }
  return matrix
}

/** Pages and actions accept sessions only: a caller with a key is not signed in there. */
function asBrowser(actor: Actor): Actor {
  return actor.isPerson ? actor : { ...actor, subject: null, place: 'none' }
}

interface Row {
  what: string
  world: World
  names: string[]
  kept: Things
  isWrite: boolean
  row: {
    access: PageRow['access']
    ofFamily?: true
    notTheirs?: readonly string[]
    hidesInside?: true
    isSpared?: true
  }
  ask: (actor: Actor, things: Things, from?: Record<string, string>) => Promise<Answer>
  /** Whether it is called again as the owner, from pages of another site. */
  csrf: boolean
}

async function askAll({ what, world, names, kept, isWrite, row, ask, csrf }: Row): Promise<Finding> {
  const faults: string[] = []
  let cells = 0
  const isBrowsers = !what.includes(' /')
  const namesThings = names.length > 0
  const judge = (actor: Actor, answer: Answer, may: Outcome[], note = '') => {
    cells += 1
    const { outcome, status, text } = answer
    if (!may.includes(outcome)) {
      const said = text.replace(/\s+/g, ' ').slice(0, 120)
      faults.push(`${actor.name}${note}: ${outcome} (${status}), not ${may.join(' or ')}: ${said}`)
    }
    if (outcome === 'through' && status === 400 && row.access !== 'everybody') {
      faults.push(`${actor.name}: is let in, but what is sent does not fit; give the row a body that does: ${text}`)
    }
    faults.push(...leaks(actor, text).map((leak) => `${actor.name}${note}: is shown ${leak}`))
  }
  for (const given of world.actors) {
    const actor = isBrowsers ? asBrowser(given) : given
    const may = expected(actor, { ...row, isWrite, namesThings })
    if (row.hidesInside && may.includes('forbidden')) may.push('through')
    if (row.isSpared && may.includes('through')) continue
    // An allowed call uses up its object: each gets new objects.
    const things = isWrite && may.includes('through') ? await fresh(world, names, kept) : kept
    const answer = await ask(actor, things)
    judge(actor, answer, may)
    if (namesThings && actor.place === 'other' && actor.subject !== null) {
      const nowhere = await ask(actor, Object.fromEntries(Object.keys(kept).map((name) => [name, NOT_THERE])))
      cells += 1
      if (nowhere.status !== answer.status || nowhere.outcome !== answer.outcome) {
        faults.push(
          `${actor.name}: what is not theirs is answered ${answer.status}, what is not there ${nowhere.status}`,
        )
      } else if (!isBrowsers && nowhere.text !== answer.text) {
        faults.push(
          `${actor.name}: can distinguish data of others from data that does not exist: ${answer.text.slice(0, 120)}`,
        )
      }
    }
  }
  if (csrf) {
    const owner = world.actors.find(({ name }) => name === 'owner')!
    for (const [note, from] of Object.entries(FOREIGN)) {
      // The framework itself refuses some of these before our code runs, with its own status.
      const answer = await ask(owner, kept, from)
      const may: Outcome[] = isBrowsers ? ['forbidden', 'unauthenticated', 'broken'] : ['forbidden']
      judge(owner, answer, may, ` ${note}`)
    }
  }
  return { what, faults, cells }
}

async function fresh(world: World, names: string[], kept: Things): Promise<Things> {
  const together = world.makeTogether[names.toSorted().join('+')]
  if (together) return { ...kept, ...(await together()) }
  const made: Things = { ...kept }
  for (const name of names) made[name] = (await world.make[name]?.()) ?? NOT_THERE
  return made
}

/** How an entry gets its row. */
const ADVICE: Readonly<Record<Kind, string>> = {
  routes: 'add it to lib/contract/operations/, or with its permission to OTHERS in e2e/access/rows.ts.',
  pages: `declare in it who may open it: export const access = '…' satisfies Access.`,
  actions: 'begin it with runAction, runAsPerson or runPublic, and give its arguments in CALLED in e2e/access/rows.ts.',
}

/** Entries without a row, with advice; rows without an entry; and differences between sources and build. */
function gapsOf(surface: ReturnType<typeof readSurface>, built: ReturnType<typeof readBuilt>): string[] {
  const tables = { routes: ROUTES, pages: PAGES, actions: ACTIONS }
  const gaps = differencesFromOpenApi(surface.routes)
  for (const [kind, rows] of Object.entries(tables)) {
    const there = surface[kind as Kind]
    const advice = ADVICE[kind as Kind]
    gaps.push(
      ...there.filter((name) => !Object.hasOwn(rows, name)).map((name) => `${name} has no row: ${advice}`),
      ...Object.keys(rows)
        .filter((name) => !there.includes(name))
        .map((name) => `${name} has a row, and is not there: take it out of e2e/access/rows.ts, or build again.`),
    )
  }
  const urls = new Set([...surface.pages, ...surface.routes.map((route) => route.split(' ')[1])])
  gaps.push(
    ...built.urls
      .filter((url) => !urls.has(url))
      .map((url) => `The build serves ${url}, which was not found under app/.`),
    ...surface.actions
      .filter((action) => !built.actions.has(action))
      .map((action) => `${action} is not in the build: no page uses it. Remove it, or build again.`),
  )
  for (const action of built.actions.keys()) {
    if (!surface.actions.includes(action))
      gaps.push(`The build has the action ${action}, which was not found under app/.`)
  }
  return gaps
}
