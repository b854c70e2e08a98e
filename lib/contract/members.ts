import { z } from 'zod'
import { ROLES } from '@/lib/core/access'
import { instant, text } from './fields'
import { idInput, idView } from './id-shapes'
import type { PublicId } from './ids'
import { pageOf, pageQueryBy } from './paging'

export const role = z.enum(ROLES)

/** One plain address in lower case: no display name, no quoted local part. */
export const emailAddress = text('E-mail address', { max: 254 })
  .regex(/^[^\s@<>,;:"()[\]\\]+@[^\s@<>,;:"()[\]\\]+$/, {
    error: 'Give one e-mail address, such as ada@example.com.',
  })
  .transform((address) => address.toLowerCase())

export const memberView = z
  .object({
    userId: idView('usr'),
    name: z.string(),
    email: z.string(),
    role,
    joinedAt: instant,
    lastSeenAt: instant.nullable().meta({ description: 'In this workspace, to the minute. Null: not yet.' }),
  })
  .meta({ id: 'Member' })

export const memberList = pageOf(memberView).meta({ id: 'MemberList' })
export const listMembersQuery = z.strictObject(pageQueryBy('usr'))
export const memberRef = z.strictObject({ userId: idInput('usr') })
export const changeRoleInput = z.strictObject({ userId: idInput('usr'), role })

export const createInvitationInput = z.strictObject({ email: emailAddress, role })
export const invitationRef = z.strictObject({ invitationId: idInput('inv') })
export const joinInput = z.strictObject({ name: text('Name', { max: 100 }) })

/** How long an invitation can be accepted, and how many a person may send in a day. */
export const INVITATION_DAYS = 7
export const INVITATIONS_A_DAY = 20

export interface InvitationView {
  id: PublicId<'inv'>
  email: string
  role: z.output<typeof role>
  invitedBy: string
  createdAt: string
  expiresAt: string
  isExpired: boolean
  /** Null: its link was shown to the person who invited, to be sent by them. */
  mailedAt: string | null
}

/** A new invitation. `link`: shown only once, if it could not be mailed; `problem` says why not. */
export interface SentInvitation {
  invitation: InvitationView
  link: string | null
  problem: string | null
}

export type MemberView = z.output<typeof memberView>
export type ListMembersQuery = z.input<typeof listMembersQuery>
export type ChangeRoleInput = z.input<typeof changeRoleInput>
export type MemberRef = z.input<typeof memberRef>
export type CreateInvitationInput = z.input<typeof createInvitationInput>
export type InvitationRef = z.input<typeof invitationRef>
