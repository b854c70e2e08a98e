/** What the browser that asked for a mail keeps: the handle that finds its row, and to whom it went, to be shown. */
export function mailCookieValue({ handle, email }: { handle: string; email: string }): string {
  return `${handle}.${Buffer.from(email).toString('base64url')}`
}

/** Null: no mail was asked for here. */
export function readMailCookie(value: string | undefined): { handle: string; email: string } | null {
  const [, handle, email] = /^([0-9a-f]{64})\.([\w-]+)$/.exec(value ?? '') ?? []
  return handle && email ? { handle, email: Buffer.from(email, 'base64url').toString() } : null
}
