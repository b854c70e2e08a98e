import { LinkedText } from '@/components/ui/linked-text'

/** What to do when the monitor is down, as its owner wrote it. */
export function Runbook({ text }: { text: string | null }) {
  if (!text) return null
  return (
    <div className="dim" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
      Runbook: <LinkedText text={text} />
    </div>
  )
}
