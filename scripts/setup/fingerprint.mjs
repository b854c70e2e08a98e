import { createHash } from 'node:crypto'
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { root } from './root.mjs'

const IGNORED = /(^|\/)(generated|testing|node_modules|\.[^/]+)$|\.test\.tsx?$|\.md$/

/** The platform of packages and builds: a patch version of Node changes none of them. */
const [MAJOR = ''] = process.versions.node.split('.')

/** One hash over the names and contents of files and whole directories, without tests and generated files. */
export function fingerprint(paths) {
  const hash = createHash('sha256').update(MAJOR)
  for (const file of paths.flatMap((start) => filesUnder(start)).sort()) {
    hash.update(`\0${file}\0`).update(readFileSync(path.join(root, file)))
  }
  return hash.digest('hex')
}

function filesUnder(start) {
  const stats = statSync(path.join(root, start), { throwIfNoEntry: false })
  if (!stats) return []
  if (stats.isFile()) return [start]
  return readdirSync(path.join(root, start))
    .map((name) => `${start}/${name}`)
    .filter((file) => !IGNORED.test(file))
    .flatMap(filesUnder)
}

/** Does the work unless the stamp file has the same fingerprint. */
export async function unlessDone({ stamp, print, work }) {
  const file = path.join(root, stamp)
  if (readStamp(file) === print) return false
  requireWritable(file)
  await work()
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, `${print}\n`)
  return true
}

/** The user of a service may not own the program: then its owner builds it, once after each upgrade. */
function requireWritable(file) {
  let directory = path.dirname(file)
  while (!existsSync(directory)) directory = path.dirname(directory)
  try {
    accessSync(directory, constants.W_OK)
  } catch {
    const message = `The build in ${root} is missing, or is for other sources or another major version of Node.js, and this user may not write there. Let its owner run \`npm run build\` there, and start again.`
    throw Object.assign(new Error(message), { name: 'StartError' })
  }
}

function readStamp(file) {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    return null
  }
}
