import { Button, Group } from '@mantine/core'
import { Download } from 'lucide-react'

/** Exports all pages of the filtered list. */
export function AuditExportLinks({ query }: { query: Record<string, string | undefined> }) {
  const href = (format: string) => {
    const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined)
    return `/api/v1/audit/export?${new URLSearchParams([...given, ['format', format]])}`
  }
  return (
    <Group gap={8}>
      {(['csv', 'json'] as const).map((format) => (
        <Button
          key={format}
          component="a"
          href={href(format)}
          download
          size="xs"
          variant="default"
          leftSection={<Download size={14} aria-hidden />}
        >
          {format.toUpperCase()}
        </Button>
      ))}
    </Group>
  )
}
