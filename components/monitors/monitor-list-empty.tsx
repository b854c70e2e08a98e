import Link from 'next/link'
import { ForWriters } from '@/components/shell/for-writers'
import { CodeLine } from '@/components/ui/code'
import { LinkButton } from '@/components/ui/link-button'
import { Empty } from '@/components/ui/panel'

interface Props {
  baseUrl: string
  /** Whether a search or filter hides the monitors. */
  isFiltered: boolean
}

export function MonitorListEmpty({ baseUrl, isFiltered }: Props) {
  if (isFiltered) {
    return (
      <Empty title="Nothing matches">
        <p>
          No monitor matches this search and filter. <Link href="/monitors">Show all monitors</Link>
        </p>
      </Empty>
    )
  }
  return (
    <Empty title="No monitors yet">
      <p>
        A monitor watches one job. Create one, add its line at the end of the job, and Lubdub alerts you when the job
        did not run, failed or stopped advancing.
      </p>
      <CodeLine text={`curl -fsS ${baseUrl}/api/v1/heartbeat/<key>`} label="Copy the line" />
      <ForWriters>
        <LinkButton href="/monitors/new">New monitor</LinkButton>
      </ForWriters>
    </Empty>
  )
}
