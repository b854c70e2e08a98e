export const SETTINGS_PAGES: readonly { href: string; label: string; group: 'You' | 'Workspace' }[] = [
  { href: '/settings/audit', label: 'Audit log', group: 'Workspace' },
]
