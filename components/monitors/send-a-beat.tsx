import { Tabs, TabsList, TabsPanel, TabsTab } from '@mantine/core'
import { CodeBlock, CodeLine } from '@/components/ui/code'
import { Panel } from '@/components/ui/panel'
import { beatLines } from './beat-lines'

interface Props {
  url: string
  name: string
  /** The monitor's cron expression. Null: it has another schedule. */
  cron: string | null
  /** The zone of the expression. */
  timezone: string | null
  postOnly: boolean
}

/** A monitor's heartbeat URL, and lines to paste into the job. */
export function SendABeat({ url, name, cron, timezone, postOnly }: Props) {
  const lines = beatLines(url, { name, cron, timezone, postOnly })
  return (
    <Panel title="Send a beat" note="everybody with this URL can send beats">
      <div style={{ display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', gap: 12 }}>
        <CodeLine text={url} label="Copy the URL" />
        <Tabs defaultValue="curl" keepMounted={false} color="gray">
          <TabsList>
            {lines.map(({ id, title }) => (
              <TabsTab key={id} value={id}>
                {title}
              </TabsTab>
            ))}
          </TabsList>
          {lines.map(({ id, note, text }) => (
            <TabsPanel key={id} value={id} pt={12}>
              <p className="caption" style={{ margin: '0 0 8px' }}>
                {note}
              </p>
              <CodeBlock text={text} label="Copy the lines" />
            </TabsPanel>
          ))}
        </Tabs>
      </div>
    </Panel>
  )
}
