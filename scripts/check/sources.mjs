import { readdirSync, statSync } from 'node:fs'
import path from 'node:path'

/** The sources of a directory, or the one file. Tests, their helpers and generated files are left out. */
export function sourcesIn(place) {
  return filesIn(place)
    .filter((file) => /\.(tsx?|mjs)$/.test(file) && !/\.test\.tsx?$|\.e2e\.mjs$|\.d\.m?ts$/.test(file))
    .filter((file) => !/[\\/](testing|generated)[\\/]/.test(file))
}

function filesIn(place) {
  if (statSync(place).isFile()) return [place]
  return readdirSync(place, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name))
}
