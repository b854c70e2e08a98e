export const SETTINGS_PAGES: readonly { href: string; label: string; group: 'You' | 'Workspace' }[] = [
  { href: '/settings/profile', label: 'Profile', group: 'You' },
  { href: '/settings/security', label: 'Security', group: 'You' },
  { href: '/settings/sessions', label: 'Sessions', group: 'You' },
  { href: '/settings/api-keys', label: 'API keys', group: 'Workspace' },
]
