import { Checkbox, Stack } from '@mantine/core'
import Link from 'next/link'
import type { ChannelProblem } from '@/components/alerts/channel-problem'
import { ProblemLabel } from '@/components/alerts/problem-label'
import classes from './monitor-form.module.css'
import type { MonitorFormState } from './use-monitor-form'

export interface ChannelChoice {
  id: string
  name: string
  kind: string
  /** Null: it works. */
  problem: ChannelProblem | null
}

/** Who is told. */
export function ChannelsPart({ form, channels }: { form: MonitorFormState; channels: readonly ChannelChoice[] }) {
  return (
    <fieldset className={classes.part} data-field="channels">
      <legend>Alert channels</legend>
      {channels.length === 0 ? (
        <p className="dim">
          There is no channel yet, so nobody would be told. <Link href="/channels/new">Add a channel</Link>
        </p>
      ) : (
        <Checkbox.Group aria-label="Channels" {...form.getInputProps('channels')}>
          <Stack gap={8}>
            {channels.map(({ id, name, kind, problem }) => (
              <Checkbox
                key={id}
                value={id}
                label={`${name} (${kind})`}
                description={problem && <ProblemLabel problem={problem} />}
              />
            ))}
          </Stack>
        </Checkbox.Group>
      )}
    </fieldset>
  )
}
