import { readFileSync } from 'node:fs'
import path from 'node:path'
import ts from 'typescript'
import { inRoot } from '../setup/root.mjs'
import { CheckFailure } from './check-failure.mjs'
import { sourcesIn } from './sources.mjs'

const LAYERS = ['app', 'components']
const PLANTED = 'scripts/fixtures/client'
const DIRECTIVE = /^['"]use client['"]/
const HOOK = /^use([A-Z]|$)/
const HANDLER = /^on[A-Z]/
const OF_BROWSER = new Set(['window', 'document', 'navigator', 'location', 'localStorage', 'requestAnimationFrame'])

/** Next.js demands the directive in these. */
const BOUNDARY = /(^|\/)app\/(.*\/)?(global-)?error\.tsx$/

/**
 * `'use client'` stands only where something of the browser is used: a hook, an event handler, a function or component
 * as a property, a global of the browser. Without it a component runs on the server, and browsers load less.
 */
export async function checkClientDirectives() {
  const marked = LAYERS.flatMap((layer) => markedIn(inRoot(layer))).filter((file) => !BOUNDARY.test(file))
  const idle = marked.filter((file) => !needsBrowser(file))
  if (idle.length > 0) {
    const advice = `Nothing here needs the browser; remove 'use client'. On the server, <Tabs.List> is <TabsList>:`
    throw new CheckFailure(`${advice}\n${idle.join('\n')}`)
  }
  const planted = markedIn(inRoot(PLANTED)).filter((file) => !needsBrowser(file))
  if (planted.length !== 1) throw new CheckFailure(`The planted directive was not found. See ${PLANTED}.`)
  return `${marked.length} directives, ${planted.length} planted directive found`
}

function markedIn(place) {
  return sourcesIn(place)
    .filter((file) => DIRECTIVE.test(readFileSync(file, 'utf8')))
    .map((file) => path.relative(inRoot(), file).replaceAll(path.sep, '/'))
}

function needsBrowser(file) {
  const source = ts.createSourceFile(file, readFileSync(inRoot(file), 'utf8'), ts.ScriptTarget.Latest, true)
  const visit = (node) => isOfBrowser(node) || ts.forEachChild(node, visit) || false
  return visit(source)
}

/** @param {ts.Node} node */
function isOfBrowser(node) {
  if (ts.isCallExpression(node))
    return HOOK.test(nameOf(node.expression)) || nameOf(node.expression) === 'createContext'
  if (ts.isJsxAttribute(node)) return HANDLER.test(node.name.getText()) || isFunction(node.initializer)
  return ts.isIdentifier(node) && OF_BROWSER.has(node.text) && !isMember(node)
}

/** A function, or a component by its name: a server component can pass neither. */
function isFunction(initializer) {
  const value = initializer && ts.isJsxExpression(initializer) ? initializer.expression : undefined
  if (!value) return false
  return ts.isArrowFunction(value) || (ts.isIdentifier(value) && /^[A-Z][a-z]/.test(value.text))
}

/** `window` in `props.window` or `{ window: 1 }` is a name of something else. */
function isMember({ parent, pos }) {
  if (ts.isPropertyAccessExpression(parent)) return parent.name.pos === pos
  return ts.isPropertyAssignment(parent) && parent.name.pos === pos
}

function nameOf(callee) {
  return ts.isPropertyAccessExpression(callee) ? callee.name.text : ts.isIdentifier(callee) ? callee.text : ''
}
