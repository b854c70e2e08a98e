import { readFileSync } from 'node:fs'
import type { Addresses } from './addresses'

/** The blocks of docs/failover.md unchanged, but with this machine's ports and directories. */
export function patroniConfig(addresses: Addresses, index: number): string {
  const { name, postgres, rest, directory } = addresses.nodes[index]!
  return replaceAll(blockOf('yaml'), [
    ['name: node-a', `name: ${name}`],
    ['10.0.0.11:8008', `127.0.0.1:${rest}`],
    ['10.0.0.11:5432', `127.0.0.1:${postgres}`],
    ['10.0.0.21:2379,10.0.0.22:2379,10.0.0.23:2379', `127.0.0.1:${addresses.etcd}`],
    ['10.0.0.0/24', '127.0.0.1/32'],
    ['/usr/lib/postgresql/15/bin', addresses.bin],
    ['/var/lib/postgresql/15/lubdub', `${directory}/data`],
    ['/var/lib/postgresql/pgpass-lubdub', `${directory}/pgpass`],
    ['/var/run/postgresql', directory],
  ])
}

export function haproxyConfig({ proxy, nodes }: Addresses): string {
  return replaceAll(blockOf('haproxy'), [
    ['127.0.0.1:5433', `127.0.0.1:${proxy}`],
    ...nodes.map(({ postgres }, i): Change => [`10.0.0.1${i + 1}:5432`, `127.0.0.1:${postgres}`]),
    ...nodes.map(
      ({ name, rest, postgres }): Change => [
        `${name} 127.0.0.1:${postgres} check port 8008`,
        `${name} 127.0.0.1:${postgres} check port ${rest}`,
      ],
    ),
  ])
}

/** The statements that make Lubdub's role and database. */
export function setUpStatements(): string[] {
  return blockOf('sql').trim().split('\n')
}

export function databaseUrl({ proxy }: Addresses): string {
  const [, url] = /^DATABASE_URL=(.*)$/m.exec(page())!
  return replaceAll(url!, [['127.0.0.1:5433', `127.0.0.1:${proxy}`]])
}

export function superuserPassword(): string {
  return /username: postgres\n +password: (.*)/.exec(blockOf('yaml'))![1]!
}

/** The line that docs/protocol.md tells jobs to use, as arguments of curl without the URL. */
export function documentedCurl(): string[] {
  const [, options] = /^curl (.* -o \/dev\/null) "\$BEAT"$/m.exec(readFileSync('docs/protocol.md', 'utf8'))!
  return options!.split(' ')
}

type Change = readonly [from: string, to: string]

function replaceAll(text: string, changes: readonly Change[]): string {
  let changed = text
  for (const [from, to] of changes) {
    if (!changed.includes(from)) throw new Error(`docs/failover.md no longer says ${from}.`)
    changed = changed.replaceAll(from, to)
  }
  return changed
}

const page = () => readFileSync('docs/failover.md', 'utf8')

function blockOf(language: string): string {
  const [, block] = new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``).exec(page()) ?? []
  if (block === undefined) throw new Error(`docs/failover.md has no block of ${language}.`)
  return block
}
