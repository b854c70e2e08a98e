/** What the browser that requested a mail stores: the handle that finds its row, and the recipient, to be shown. */
export function mailCookieValue({ handle, email }: { handle: string; email: string }): string {
  return `${handle}.${Buffer.from(email).toString('base64url')}`
}

/** Null: no mail was requested here. */
export function readMailCookie(value: string | undefined): { handle: string; email: string } | null {
  const [, handle, email] = /^([0-9a-f]{64})\.([\w-]+)$/.exec(value ?? '') ?? []
  return handle && email ? { handle, email: Buffer.from(email, 'base64url').toString() } : null
}
