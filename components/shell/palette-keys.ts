/** The keys that open the palette on this machine, as its keyboard is labelled. */
export function paletteKeys(platform: string): string {
  return /mac|iphone|ipad|ipod/i.test(platform) ? '⌘K' : 'Ctrl+K'
}
