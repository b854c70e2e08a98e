import type { SentInvitation } from '@/lib/contract/members'
import { sendInvitation } from '@/lib/notify/email/send-invitation'
import { inWorkspace, type ServiceContext } from '../context'
import type { MailSettings } from '../mail-settings'
import { type InvitationRow, toInvitationView } from './to-invitation-view'

interface AccountEmail {
  row: InvitationRow
  token: string
  workspace: { name: string; timezone: string; locale: string }
}

/**
 * Mails the link of an invitation, outside any transaction. Where that is not possible the link is answered instead, this
 * once, and the invitation says that it proves no address.
 */
export async function sendLink(
  ctx: ServiceContext,
  { row, token, workspace }: AccountEmail,
  mail: MailSettings | null,
): Promise<SentInvitation> {
  const url = `${ctx.baseUrl}/invitations/${token}`
  const words = { workspaceName: workspace.name, invitedBy: row.invitedByLabel, role: row.role, url }
  const letter = { ...words, to: row.email, until: inWords(row.expiresAt, workspace) }
  const result = mail && (await sendInvitation(letter, mail))
  if (result?.outcome === 'sent') return { invitation: toInvitationView(row, ctx.now), link: null, problem: null }
  if (row.mailedAt) {
    await inWorkspace(ctx, (tx) =>
      tx.invitation.updateMany({ where: { workspaceId: ctx.workspaceId, id: row.id }, data: { mailedAt: null } }),
    )
  }
  const invitation = toInvitationView({ ...row, mailedAt: null }, ctx.now)
  return { invitation, link: url, problem: result?.reason ?? null }
}

function inWords(at: Date, { timezone, locale }: AccountEmail['workspace']): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'short', timeZone: timezone }).format(at)
}
