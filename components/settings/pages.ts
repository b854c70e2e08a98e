export const SETTINGS_PAGES: readonly { href: string; label: string; group: 'You' | 'Workspace' }[] = [
  { href: '/settings/profile', label: 'Profile', group: 'You' },
  { href: '/settings/api-keys', label: 'API keys', group: 'Workspace' },
  { href: '/settings/audit', label: 'Audit log', group: 'Workspace' },
]
