import type { SentInvitation } from '@/lib/contract/members'
import { sendInvitation } from '@/lib/notify/email/send-invitation'
import { inWorkspace, type ServiceContext } from '../context'
import type { MailSettings } from '../mail-settings'
import { type InvitationRow, toInvitationView } from './to-invitation-view'

interface InvitationMail {
  row: InvitationRow
  token: string
  workspace: { name: string; timezone: string; locale: string }
}

/**
 * Sends the link of an invitation by mail, outside any transaction. If that fails, the link is
 * returned instead, this once, and the invitation records that it does not verify the address.
 */
export async function sendLink(
  ctx: ServiceContext,
  { row, token, workspace }: InvitationMail,
  mail: MailSettings | null,
): Promise<SentInvitation> {
  const url = `${ctx.baseUrl}/invitations/${token}`
  const words = { workspaceName: workspace.name, invitedBy: row.invitedByLabel, role: row.role, url }
  const fields = { ...words, to: row.email, until: inWords(row.expiresAt, workspace) }
  const result = mail && (await sendInvitation(fields, mail))
  if (result?.outcome === 'sent') return { invitation: toInvitationView(row, ctx.now), link: null, problem: null }
  if (row.mailedAt) {
    await inWorkspace(ctx, (tx) =>
      tx.invitation.updateMany({ where: { workspaceId: ctx.workspaceId, id: row.id }, data: { mailedAt: null } }),
    )
  }
  const invitation = toInvitationView({ ...row, mailedAt: null }, ctx.now)
  return { invitation, link: url, problem: result?.reason ?? null }
}

function inWords(at: Date, { timezone, locale }: InvitationMail['workspace']): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'short', timeZone: timezone }).format(at)
}
