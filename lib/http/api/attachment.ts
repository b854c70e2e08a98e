/**
 * Headers of an answer that is saved as a file and never shown: no sniffing, no scripts, no caching. Any file name is
 * allowed: in ASCII for all clients, and in full as RFC 8187 specifies.
 */
export function attachment(name: string, type: string): Record<string, string> {
  const safe =
    name
      .toWellFormed()
      .replace(/[\p{C}\p{Z}/\\:*?"<>|]+/gu, '_')
      .slice(0, 150)
      .toWellFormed() || 'file'
  const plain = safe.replace(/[^\w.-]/g, '_')
  const coded = encodeURIComponent(safe).replace(
    /['()*!]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return {
    'content-type': type,
    'content-disposition': `attachment; filename="${plain}"; filename*=UTF-8''${coded}`,
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
    'cache-control': 'private, no-store',
  }
}
