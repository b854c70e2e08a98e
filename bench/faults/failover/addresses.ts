import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { giveToUnprivilegedUser } from '@/server/start/embedded-postgres/unprivileged-user'
import { findFreePort } from '@/server/start/free-port'
import { postgresBin } from './tools'

/** Ports on loopback and directories, in place of the machines of docs/failover.md. */
export interface Addresses {
  etcd: number
  etcdPeer: number
  proxy: number
  nodes: readonly { name: string; postgres: number; rest: number; directory: string }[]
  bin: string
}

export async function chooseAddresses(directory: string): Promise<Addresses> {
  const ports = new Set<number>()
  while (ports.size < 7) ports.add(await findFreePort())
  const [etcd, etcdPeer, proxy, ...others] = [...ports]
  const nodes = ['node-a', 'node-b'].map((name, i) => {
    const own = path.join(directory, name)
    mkdirSync(own, { mode: 0o700 })
    giveToUnprivilegedUser(own)
    return { name, postgres: others[2 * i]!, rest: others[2 * i + 1]!, directory: own }
  })
  return { etcd: etcd!, etcdPeer: etcdPeer!, proxy: proxy!, nodes, bin: postgresBin()! }
}
