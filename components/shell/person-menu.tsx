'use client'

import { ActionIcon, Menu, SegmentedControl, Text, useMantineColorScheme } from '@mantine/core'
import { useMounted } from '@mantine/hooks'
import { LogOut, SquareStack } from 'lucide-react'
import Link from 'next/link'
import { signOut } from 'next-auth/react'
import { useZone } from '@/components/time/clock'
import { usePerson } from './person'
import classes from './top-bar.module.css'

const SCHEMES = [
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
  { value: 'auto', label: 'Auto' },
]

/** Who is signed in, how the pages look, and the way out. */
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
        <Menu.Item
          component={Link}
          href="/settings/workspaces"
          leftSection={<SquareStack size={15} aria-hidden />}
          closeMenuOnClick
        >
          Your workspaces
        </Menu.Item>
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
