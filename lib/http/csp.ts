export interface CspOptions {
  /** For one answer only: only scripts with it run, and scripts that they load. */
  nonce: string
  /** Hot reload evaluates code and uses a WebSocket. */
  isDevelopment: boolean
  /** Where sign-in forms may lead to besides our own origin: origins of identity providers. */
  formActions?: readonly string[]
}

/**
 * The Content-Security-Policy of a page. Attributes `style="…"` are allowed: Mantine sizes its parts with them, and
 * they can neither run code nor select other elements. `<style>` needs the nonce.
 */
export function contentSecurityPolicy({ nonce, isDevelopment, formActions = [] }: CspOptions): string {
  const own = `'self' 'nonce-${nonce}'`
  const parts = {
    'default-src': `'self'`,
    'script-src': `${own} 'strict-dynamic'${isDevelopment ? ` 'unsafe-eval'` : ''}`,
    'script-src-attr': `'none'`,
    'style-src': isDevelopment ? `'self' 'unsafe-inline'` : own,
    'style-src-attr': `'unsafe-inline'`,
    'img-src': `'self' data: blob:`,
    'font-src': `'self'`,
    'connect-src': isDevelopment ? `'self' ws: wss:` : `'self'`,
    'worker-src': `'self'`,
    'frame-src': `'none'`,
    'object-src': `'none'`,
    'base-uri': `'none'`,
    'form-action': [`'self'`, ...formActions].join(' '),
    'frame-ancestors': `'none'`,
  }
  return Object.entries(parts)
    .map(([name, value]) => `${name} ${value}`)
    .join('; ')
}

/** The policy of answers that are no pages, when someone opens them: nothing is allowed. */
export const NO_PAGE_CSP = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; sandbox"
