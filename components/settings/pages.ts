import type { Permission } from '@/lib/core/access'

export interface SettingsPage {
  href: string
  label: string
  group: 'You' | 'Workspace'
  /** The permission without which the page is useless. Left out: everybody sees it. */
  needs?: Permission
}

/** The pages of the settings, in the order in which they are listed. */
export const SETTINGS_PAGES: readonly SettingsPage[] = [
  { href: '/settings/profile', label: 'Profile', group: 'You' },
  { href: '/settings/security', label: 'Security', group: 'You' },
  { href: '/settings/sessions', label: 'Sessions', group: 'You' },
  { href: '/settings/workspaces', label: 'Your workspaces', group: 'You' },
  { href: '/settings/general', label: 'General', group: 'Workspace', needs: 'workspace.settings' },
  { href: '/settings/members', label: 'Members', group: 'Workspace', needs: 'member.read' },
  { href: '/settings/api-keys', label: 'API keys', group: 'Workspace', needs: 'apiKey.read' },
  { href: '/settings/usage', label: 'Usage', group: 'Workspace', needs: 'usage.read' },
  { href: '/settings/audit', label: 'Audit log', group: 'Workspace', needs: 'audit.read' },
]
