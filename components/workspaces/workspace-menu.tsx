'use client'

import { Menu, UnstyledButton } from '@mantine/core'
import { Check, ChevronsUpDown, Plus } from 'lucide-react'
import Link from 'next/link'
import { Mark } from '@/components/ui/mark'
import { useSwitch } from './use-switch'
import classes from './workspace-menu.module.css'
import { useWorkspaces } from './workspaces'

/** The current workspace, at the top of the side bar, and the way to the others. */
export function WorkspaceMenu() {
  const { currentId, all } = useWorkspaces()
  const { switchTo } = useSwitch()
  const name = all.find(({ id }) => id === currentId)?.name ?? ''
  return (
    <Menu position="bottom-start" width={248}>
      <Menu.Target>
        <UnstyledButton className={classes.target} title={name} aria-label={`Workspace: ${name}`}>
          <Mark />
          <bdi className={classes.name}>{name}</bdi>
          <ChevronsUpDown size={14} aria-hidden className={classes.arrows} />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown className={classes.list}>
        <Menu.Label>Workspaces</Menu.Label>
        {all.map((workspace) => (
          <Menu.Item
            key={workspace.id}
            onClick={() => (workspace.id === currentId ? undefined : switchTo(workspace.id))}
            rightSection={workspace.id === currentId ? <Check size={15} aria-label="current" /> : null}
          >
            <bdi>{workspace.name}</bdi>
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item component={Link} href="/settings/workspaces" leftSection={<Plus size={15} aria-hidden />}>
          New workspace, leave one
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
