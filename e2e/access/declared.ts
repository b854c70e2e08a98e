import { readFileSync } from 'node:fs'
import path from 'node:path'
import ts from 'typescript'
import { type Access, permissions } from '@/lib/core/access'
import { sourcesOfApp, urlOf } from './enumerate'

export interface DeclaredAction {
  access: Access
  /** How many arguments it takes. */
  takes: number
}

export interface Declared {
  /** By path: `/monitors/[monitorId]`. */
  pages: Record<string, Access>
  /** By file, `#` and name. */
  actions: Record<string, DeclaredAction>
  /** What is declared in no way that can be read, with what to do. */
  faults: string[]
}

/** Who may open each page and call each action, as they declare it themselves. */
export function readDeclared(root: string): Declared {
  const declared: Declared = { pages: {}, actions: {}, faults: [] }
  for (const file of sourcesOfApp(root)) {
    const text = readFileSync(path.join(root, file), 'utf8')
    const isPage = /^page\.tsx?$/.test(path.basename(file))
    if (!isPage && !text.includes('use server')) continue
    const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true)
    if (isPage) {
      const access = accessOfPage(source)
      if (access === null) declared.faults.push(`${file}: ${PAGE_ADVICE}`)
      else declared.pages[urlOf(file)] = access
    }
    if (!isOfActions(source)) continue
    const { actions, faults } = actionsOf(source)
    for (const [name, action] of Object.entries(actions)) declared.actions[`${file}#${name}`] = action
    declared.faults.push(...faults.map((name) => `${file}: ${name}: ${ACTION_ADVICE}`))
  }
  return declared
}

const PAGE_ADVICE = `declare who may open it: export const access = '…' satisfies Access (lib/core/access).`
const ACTION_ADVICE = `an action is an async function with one statement: return runAction('its.permission', …), return runAsPerson(…) or return runPublic(…).`

/** The value of `export const access = '…' satisfies Access`. Null: there is none, or it is no plain text. */
function accessOfPage(source: ts.SourceFile): Access | null {
  const declaration = source.statements
    .filter((statement) => ts.isVariableStatement(statement) && isExported(statement))
    .flatMap((statement) => [...(statement as ts.VariableStatement).declarationList.declarations])
    .find(({ name }) => ts.isIdentifier(name) && name.text === 'access')
  const value = declaration?.initializer
  return value && ts.isSatisfiesExpression(value) ? accessIn(value.expression) : null
}

/** Whether the file begins with 'use server': each of its exports can then be called from outside. */
function isOfActions(source: ts.SourceFile): boolean {
  const rest = source.statements.findIndex((statement) => !isDirective(statement))
  return source.statements
    .slice(0, rest === -1 ? undefined : rest)
    .some((statement) => isDirective(statement) && statement.expression.text === 'use server')
}

function isDirective(statement: ts.Statement): statement is ts.ExpressionStatement & { expression: ts.StringLiteral } {
  return ts.isExpressionStatement(statement) && ts.isStringLiteral(statement.expression)
}

function actionsOf(source: ts.SourceFile): { actions: Record<string, DeclaredAction>; faults: string[] } {
  const actions: Record<string, DeclaredAction> = {}
  const faults: string[] = []
  const imported = runnersImportedBy(source)
  for (const statement of source.statements) {
    if (!isExport(statement) || isOfTypes(statement)) continue
    const name = ts.isFunctionDeclaration(statement) ? statement.name?.text : undefined
    const access = ts.isFunctionDeclaration(statement) ? accessOfAction(statement, imported) : null
    if (name === undefined || access === null) faults.push(name ?? statement.getText().split('\n')[0]!)
    else actions[name] = { access, takes: (statement as ts.FunctionDeclaration).parameters.length }
  }
  return { actions, faults }
}

function accessOfAction({ modifiers, body }: ts.FunctionDeclaration, imported: ReadonlySet<string>): Access | null {
  const [only, ...more] = body?.statements ?? []
  const isAsync = modifiers?.some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword)
  if (!isAsync || !only || more.length > 0 || !ts.isReturnStatement(only)) return null
  const call = only.expression
  if (!call || !ts.isCallExpression(call) || !ts.isIdentifier(call.expression)) return null
  const runner = call.expression.text
  if (!imported.has(runner)) return null
  if (runner === 'runAsPerson') return 'person'
  return runner === 'runPublic' ? 'everybody' : accessIn(call.arguments[0])
}

const RUNNERS: Readonly<Record<string, string>> = {
  runAction: 'run-action',
  runAsPerson: 'run-as-person',
  runPublic: 'run-public',
}

/** The runners that the file imports from where they are: not others of the same name. */
function runnersImportedBy(source: ts.SourceFile): Set<string> {
  return new Set(
    source.statements.filter(ts.isImportDeclaration).flatMap(({ importClause, moduleSpecifier }) => {
      const from = path.posix.basename((moduleSpecifier as ts.StringLiteral).text)
      const named = importClause?.namedBindings
      if (!named || !ts.isNamedImports(named)) return []
      return named.elements
        .filter(({ name, propertyName }) => !propertyName && RUNNERS[name.text] === from)
        .map(({ name }) => name.text)
    }),
  )
}

function accessIn(value: ts.Expression | undefined): Access | null {
  if (!value || !ts.isStringLiteral(value)) return null
  const isKnown = Object.hasOwn(permissions, value.text) || ['everybody', 'person', 'known'].includes(value.text)
  return isKnown ? (value.text as Access) : null
}

function isExport(statement: ts.Statement): boolean {
  return ts.isExportDeclaration(statement) || ts.isExportAssignment(statement) || isExported(statement)
}

function isExported(statement: ts.Statement): boolean {
  const modifiers = ts.canHaveModifiers(statement) ? ts.getModifiers(statement) : undefined
  return modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true
}

function isOfTypes(statement: ts.Statement): boolean {
  if (ts.isExportDeclaration(statement)) return statement.isTypeOnly
  return ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)
}
