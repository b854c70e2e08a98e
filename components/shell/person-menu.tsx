'use client'

import { ActionIcon, Menu, SegmentedControl, Text, useMantineColorScheme } from '@mantine/core'
import { useMounted } from '@mantine/hooks'
import { LogOut } from 'lucide-react'
import Link from 'next/link'
import { signOut } from 'next-auth/react'
import { SETTINGS_PAGES } from '@/components/settings/pages'
import { useZone } from '@/components/time/clock'
import { usePerson } from './person'
import classes from './top-bar.module.css'

const SCHEMES = [
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
  { value: 'auto', label: 'Auto' },
]

/** The signed-in person, the colour scheme, and sign-out. */
export function PersonMenu() {
  const person = usePerson()
  const zone = useZone()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const mounted = useMounted()
  return (
    <Menu position="bottom-end" width={232} closeOnItemClick={false}>
      <Menu.Target>
        <ActionIcon
          variant="default"
          radius="xl"
          size={30}
          aria-label={`You: ${person.name}`}
          className={classes.person}
        >
          {initialOf(person)}
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <div style={{ padding: '8px 12px' }}>
          <Text size="sm" fw={600} truncate>
            {person.name}
          </Text>
          <Text size="xs" c="dimmed" truncate>
            {person.email}
          </Text>
          <Text size="xs" c="dimmed">
            Times in {zone}
          </Text>
        </div>
        <Menu.Divider />
        <div style={{ padding: '8px 12px' }}>
          <SegmentedControl
            fullWidth
            size="xs"
            aria-label="Appearance"
            data={SCHEMES}
            value={mounted ? colorScheme : 'auto'}
            onChange={(value) => setColorScheme(value as 'light' | 'dark' | 'auto')}
          />
        </div>
        <Menu.Divider />
        {SETTINGS_PAGES.filter(({ group }) => group === 'You').map(({ href, label }) => (
          <Menu.Item key={href} component={Link} href={href} closeMenuOnClick>
            {label}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<LogOut size={15} aria-hidden />} onClick={() => signOut({ callbackUrl: '/sign-in' })}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

function initialOf({ name, email }: { name: string; email: string }): string {
  return [...(name || email || '?')][0]?.toUpperCase() ?? '?'
}
