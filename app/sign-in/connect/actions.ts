'use server'

import { cookies } from 'next/headers'
import type { ActionResult } from '@/components/forms/action-result'
import { AppError } from '@/lib/base/errors'
import { cookieOf } from '@/lib/http/auth/auth-cookie'
import { providerName } from '@/lib/http/auth/oauth-providers'
import { safeNext } from '@/lib/http/auth/safe-next'
import { connectIdentity } from '@/lib/services/auth/methods/connect-identity'
import { decryptTicket } from '@/lib/services/auth/methods/connect-ticket'
import { runAsPerson } from '../run-as-person'

/** Connects the account behind the ticket of this browser, and returns where to go. */
export async function connectAction(): Promise<ActionResult<string>> {
  return runAsPerson(async (ctx, afterResponse) => {
    const jar = await cookies()
    const cookie = cookieOf(ctx.baseUrl, 'connect')
    const ticket = decryptTicket(ctx.keyring, jar.get(cookie.name)?.value, ctx.now)
    if (!ticket) throw new AppError('gone', 'This was more than 15 minutes ago. Begin again in your profile.')
    await connectIdentity(ctx, { ticket, providerName: providerName(ticket.provider), afterResponse })
    jar.set(cookie.name, '', { ...cookie.options, maxAge: 0 })
    return safeNext(ticket.next) ?? '/monitors'
  })
}
