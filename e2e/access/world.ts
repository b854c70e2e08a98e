import { newId } from '@/lib/base/ids'
import { createKeyring } from '@/lib/base/secrets'
import { createPrisma, type Prisma } from '@/lib/db/prisma'
import { type Actor, makeActors } from './actors'
import { type Makers, makersOf } from './makers'
import { MARK } from './marks'

export interface World extends Makers {
  url: string
  prisma: Prisma
  actors: Actor[]
  close(): Promise<void>
}

interface Product {
  url: string
  databaseUrl: string
  secret: string
}

/** Two workspaces with all kinds of people and keys, in a running product. */
export async function makeWorld({ url, databaseUrl, secret }: Product): Promise<World> {
  const prisma = createPrisma(databaseUrl)
  const installation = { url, prisma, keyring: createKeyring(secret) }
  const addWorkspace = async (name: string) => (await prisma.workspace.create({ data: { id: newId(), name } })).id
  const workspaceId = await addWorkspace(MARK)
  const actors = await makeActors(installation, { ada: workspaceId, other: await addWorkspace('asps') })
  await prisma.auditEvent.create({
    data: {
      ...{ workspaceId, id: newId(), actorKind: 'system', actorLabel: 'only-heads-see-audit' },
      ...{ action: 'workspace.renamed', targetKind: 'workspace', targetId: workspaceId, targetLabel: MARK },
    },
  })
  const { headers } = actors.find(({ name }) => name === 'write key')!
  const makers = makersOf({ ...installation, workspaceId, headers })
  return { url, prisma, actors, ...makers, close: () => prisma.$disconnect() }
}
