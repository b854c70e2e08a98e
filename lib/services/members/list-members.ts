import { toPublicId } from '@/lib/contract/ids'
import { type ListMembersQuery, listMembersQuery, type MemberView } from '@/lib/contract/members'
import { type Page, toPage } from '@/lib/contract/paging'
import { parseInput } from '@/lib/contract/parse-input'
import type { Role } from '@/lib/core/access'
import { inWorkspace, requirePermission, type ServiceContext } from '../context'
import { iso, isoOrNull } from '../instants'

/**
 * The members of the workspace, those with the longest membership first. @throws AppError
 * `forbidden` or `invalid`.
 */
export async function listMembers(ctx: ServiceContext, input: ListMembersQuery = {}): Promise<Page<MemberView>> {
  requirePermission(ctx, 'member.read')
  const { limit, cursor } = parseInput(listMembersQuery, input)
  const { workspaceId } = ctx
  const rows = await inWorkspace(ctx, (tx) =>
    tx.membership.findMany({
      where: { workspaceId, userId: { gt: cursor } },
      orderBy: { userId: 'asc' },
      take: limit + 1,
      include: { user: { select: { name: true, email: true } } },
    }),
  )
  return toPage(rows, {
    limit,
    cursorOf: (row) => toPublicId('usr', row.userId),
    view: ({ userId, role, createdAt, lastSeenAt, user }) => ({
      userId: toPublicId('usr', userId),
      ...user,
      role: role as Role,
      joinedAt: iso(createdAt),
      lastSeenAt: isoOrNull(lastSeenAt),
    }),
  })
}
