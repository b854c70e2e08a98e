import { LinkedText } from '@/components/ui/linked-text'

/** The runbook, as the monitor's owner wrote it. */
export function Runbook({ text }: { text: string | null }) {
  if (!text) return null
  return (
    <div className="dim" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
      Runbook: <LinkedText text={text} />
    </div>
  )
}
