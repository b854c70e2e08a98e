import { readFileSync } from 'node:fs'
import path from 'node:path'
import ts from 'typescript'
import { inRoot } from '../setup/root.mjs'
import { CheckFailure } from './check-failure.mjs'
import { sourcesIn } from './sources.mjs'

const TESTS = 'e2e'
const HELPERS = 'e2e/support'
const PLANTED = 'scripts/fixtures/assertions'

/**
 * Every test in a browser calls `expect`, itself or in a function of its file or of `e2e/support`: a test without an
 * assertion proves nothing. Vitest has `requireAssertions` for this; Playwright has nothing.
 */
export async function checkBrowserAssertions() {
  const helpers = assertingIn(sourcesIn(inRoot(HELPERS)).flatMap((file) => functionsIn(parse(file))))
  const { idle, count } = testsIn(TESTS, helpers)
  if (idle.length > 0) throw new CheckFailure(`These tests assert nothing:\n${idle.join('\n')}`)
  const planted = testsIn(PLANTED, helpers)
  if (planted.idle.length !== 1 || planted.count !== 2)
    throw new CheckFailure(`Of 1 planted test ${planted.idle.length} were found. See ${PLANTED}.`)
  return `${count} tests, ${planted.idle.length} planted test found`
}

/** @param {ReadonlySet<string>} helpers names of functions that assert */
function testsIn(place, helpers) {
  const tests = sourcesIn(inRoot(place))
    .filter((file) => file.endsWith('.spec.ts'))
    .flatMap((file) => {
      const source = parse(file)
      const own = functionsIn(source)
      const others = [...helpers].filter((name) => own.every((each) => each.name !== name))
      const asserting = assertingIn(own, others)
      return bodiesOfTests(source).map((body) => ({ file, body, asserts: assertsIn(body, asserting) }))
    })
  const idle = tests
    .filter(({ asserts }) => !asserts)
    .map(({ file, body }) => `${path.relative(inRoot(), file)}:${lineOf(body)}`)
  return { idle, count: tests.length }
}

/** The names of those functions that call `expect`, directly or through one another. */
function assertingIn(functions, known = []) {
  const asserting = new Set(known)
  for (let before = -1; before < asserting.size; ) {
    before = asserting.size
    for (const { name, body } of functions) if (assertsIn(body, asserting)) asserting.add(name)
  }
  return asserting
}

function assertsIn(body, asserting) {
  const visit = (node) =>
    (ts.isCallExpression(node) && isAssertion(node.expression, asserting)) || ts.forEachChild(node, visit) || false
  return visit(body)
}

/** `expect(…)`, `expect.poll(…)`, or a function that asserts. */
function isAssertion(callee, asserting) {
  if (ts.isPropertyAccessExpression(callee)) return callee.expression.getText() === 'expect'
  return ts.isIdentifier(callee) && (callee.text === 'expect' || asserting.has(callee.text))
}

/** @param {ts.SourceFile} source */
function functionsIn(source) {
  const found = []
  const visit = (node) => {
    const isNamed = ts.isFunctionDeclaration(node) || (ts.isVariableDeclaration(node) && isFunction(node.initializer))
    if (isNamed && node.name) found.push({ name: node.name.getText(), body: node })
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

/** @param {ts.SourceFile} source */
function bodiesOfTests(source) {
  const found = []
  const visit = (node) => {
    if (ts.isCallExpression(node) && node.expression.getText() === 'test') {
      const body = node.arguments.at(-1)
      if (isFunction(body)) found.push(body)
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

function isFunction(node) {
  return node !== undefined && (ts.isArrowFunction(node) || ts.isFunctionExpression(node))
}

function lineOf(node) {
  return node.getSourceFile().getLineAndCharacterOfPosition(node.getStart()).line + 1
}

function parse(file) {
  return ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true)
}
