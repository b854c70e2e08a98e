import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'

const PROGRAMS = { patroni: 'patroni', etcd: 'etcd-server', haproxy: 'haproxy', curl: 'curl' }
const DEBIAN = '/usr/lib/postgresql'
const TRIED = 15

/** Where PostgreSQL 15 or newer has its programs, as Debian installs them. Null: there is none. */
export function postgresBin(): string | null {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).map(Number) : []
  const version = versions.filter((each) => each >= TRIED && existsSync(binOf(each))).sort((a, b) => a - b)[0]
  return version === undefined ? null : binOf(version)
}

/** What is missing, in a sentence with the packages to install. Null: nothing. */
export function missingTools(): string | null {
  const missing = Object.entries(PROGRAMS).filter(([program]) => spawnSync(program, ['--version']).error)
  const packages = missing.map(([, name]) => name)
  if (postgresBin() === null) packages.push('postgresql-15')
  if (packages.length === 0) return null
  return `The phase failover needs programs that are not here. On Debian: apt-get install --no-install-recommends ${packages.join(' ')}`
}

const binOf = (version: number) => path.join(DEBIAN, String(version), 'bin')
