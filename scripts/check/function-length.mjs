import { readFileSync } from 'node:fs'
import path from 'node:path'
import ts from 'typescript'
import { inRoot } from '../setup/root.mjs'
import { CheckFailure } from './check-failure.mjs'
import { sourcesIn } from './sources.mjs'

const PLACES = ['app', 'components', 'lib', 'server', 'scripts', 'bench', 'e2e', 'instrumentation.ts', 'proxy.ts']
const PLANTED = 'scripts/fixtures/functions'
const MOST_LINES = 60
const MOST_NESTED = 3

const NESTING = new Set([
  ts.SyntaxKind.IfStatement,
  ts.SyntaxKind.ForStatement,
  ts.SyntaxKind.ForOfStatement,
  ts.SyntaxKind.ForInStatement,
  ts.SyntaxKind.WhileStatement,
  ts.SyntaxKind.DoStatement,
  ts.SyntaxKind.SwitchStatement,
  ts.SyntaxKind.TryStatement,
])

/**
 * No function of the product, of `bench` or of `e2e` has more than 60 lines, or nests more than three levels deep. Tests of
 * Vitest may.
 */
export async function checkFunctionLength() {
  const files = PLACES.flatMap((place) => sourcesIn(inRoot(place)))
  const measured = files.filter((file) => !file.includes(`${path.sep}fixtures${path.sep}`)).map(measure)
  const faults = measured.flatMap(({ faults }) => faults)
  if (faults.length > 0) throw new CheckFailure(`Split these where their parts have a name:\n${faults.join('\n')}`)
  const planted = sourcesIn(inRoot(PLANTED)).flatMap((file) => measure(file).faults)
  if (planted.length !== 2)
    throw new CheckFailure(`Of 2 planted functions ${planted.length} were found. See ${PLANTED}.`)
  const count = measured.reduce((sum, { functions }) => sum + functions, 0)
  return `${count} functions, ${planted.length} planted functions found`
}

function measure(file) {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true, kindOf(file))
  const lineOf = (position) => source.getLineAndCharacterOfPosition(position).line + 1
  const faults = []
  let functions = 0
  const visit = (node) => {
    ts.forEachChild(node, visit)
    const body = ts.isFunctionLike(node) && 'body' in node ? node.body : undefined
    if (!body) return
    functions += 1
    const first = lineOf(node.getStart())
    const lines = lineOf(node.end) - first + 1
    const nested = depthOf(body)
    const where = `${path.relative(inRoot(), file)}:${first}: ${nameOf(/** @type {ts.FunctionLikeDeclaration} */ (node))}`
    if (lines > MOST_LINES) faults.push(`${where} has ${lines} lines, at most ${MOST_LINES}`)
    if (nested > MOST_NESTED) faults.push(`${where} nests ${nested} levels, at most ${MOST_NESTED}`)
  }
  visit(source)
  return { faults, functions }
}

/** How deep statements are nested, without those of functions inside. `else if` is no level. */
function depthOf(node) {
  if (ts.isFunctionLike(node)) return 0
  let inner = 0
  ts.forEachChild(node, (child) => {
    inner = Math.max(inner, depthOf(child))
  })
  const isElseIf = ts.isIfStatement(node) && ts.isIfStatement(node.parent) && node.parent.elseStatement === node
  return NESTING.has(node.kind) && !isElseIf ? inner + 1 : inner
}

/** @param {ts.FunctionLikeDeclaration} node */
function nameOf({ name, parent }) {
  return (
    (name ?? (ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent) ? parent.name : null))?.getText() ??
    'a function'
  )
}

function kindOf(file) {
  if (file.endsWith('.tsx')) return ts.ScriptKind.TSX
  return file.endsWith('.mjs') ? ts.ScriptKind.JS : ts.ScriptKind.TS
}
