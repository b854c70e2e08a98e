import type { Pool } from 'pg'
import type { Prisma } from '@/lib/db/prisma'
import type { AuthResources } from '../resources'

/** The queries of a function in order: the operations of Prisma, and the names of pg's statements. */
export async function countQueries<T>(
  resources: AuthResources,
  work: (resources: AuthResources) => Promise<T>,
): Promise<{ result: T; queries: string[] }> {
  const queries: string[] = []
  const prisma = resources.prisma.$extends({
    query: {
      $allOperations({ model, operation, args, query }) {
        queries.push(`${model ?? ''}.${operation}`)
        return query(args)
      },
    },
  }) as unknown as Prisma
  const pool = new Proxy(resources.pool, {
    get(target, name) {
      if (name !== 'query') return Reflect.get(target, name)
      return (...args: unknown[]) => {
        queries.push(String((args[0] as { name?: string }).name ?? args[0]))
        return (target.query as (...given: unknown[]) => unknown)(...args)
      }
    },
  }) as Pool
  return { result: await work({ ...resources, prisma, pool }), queries }
}
