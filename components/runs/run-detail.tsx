import { Facts } from '@/components/ui/facts'
import { Panel } from '@/components/ui/panel'

/** The other data of the run's beats: host, environment, link to its log, metrics, exit status. */
export function RunDetail({ detail }: { detail: Record<string, unknown> | null }) {
  const entries = Object.entries(detail ?? {}).flatMap(([name, value]) => flatten(name, value))
  if (entries.length === 0) return null
  return (
    <Panel title="Metrics and details">
      <Facts facts={entries.map(([label, value]) => ({ label, value: <Value text={value} /> }))} />
    </Panel>
  )
}

function flatten(name: string, value: unknown): [string, string][] {
  if (value === null || value === undefined || value === '') return []
  if (Array.isArray(value)) return value.length === 0 ? [] : [[name, value.join('; ')]]
  if (typeof value === 'object') return Object.entries(value).flatMap(([key, inner]) => flatten(key, inner))
  return [[name, String(value)]]
}

function Value({ text }: { text: string }) {
  if (!/^https?:\/\/[^\s]+$/.test(text)) return <code>{text}</code>
  return (
    <a href={text} rel="noopener noreferrer nofollow" target="_blank">
      {text}
    </a>
  )
}
