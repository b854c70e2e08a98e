import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { inRoot, root } from '../setup/root.mjs'
import { CheckFailure } from './check-failure.mjs'

const TOP = /^(app|components|lib|server|cli|prisma|e2e|bench|docs|scripts|examples|public|\.ci)\//
const IN_BACKTICKS = /`([^`\s]+)`/g
const LINK = /\]\((?!https?:|mailto:|#)([^)\s#]+)(?:#[^)]*)?\)/g

/** Every path of the repository that the documents name, and every file they link to, exists. */
export async function checkDocPaths() {
  const files = documents()
  const missing = files.flatMap((file) => missingIn(file))
  if (missing.length) throw new CheckFailure(missing.join('\n'))
  return `${files.length} documents`
}

function documents() {
  const atTop = readdirSync(root).filter((name) => name.endsWith('.md'))
  const below = ['docs', 'examples'].flatMap((top) =>
    existsSync(inRoot(top))
      ? readdirSync(inRoot(top), { recursive: true, encoding: 'utf8' })
          .filter((name) => name.endsWith('.md'))
          .map((name) => path.join(top, name))
      : [],
  )
  return [...atTop, ...below]
}

function missingIn(file) {
  const text = readFileSync(inRoot(file), 'utf8')
  const named = [...text.matchAll(IN_BACKTICKS)].map(([, word]) => word).filter(isPath)
  const linked = [...text.matchAll(LINK)].map(([, target = '']) => path.join(path.dirname(file), target))
  return [...new Set([...named, ...linked])]
    .filter((target) => !existsSync(inRoot(target)))
    .map((target) => `${file} names ${target}, which does not exist`)
}

/** Patterns such as `lib/notify/<kind>/` or `e2e/*.spec.ts` stand for many. */
function isPath(word) {
  return TOP.test(word) && !/[<>*{}$…]/.test(word)
}
