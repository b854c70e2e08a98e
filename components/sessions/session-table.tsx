'use client'

import { Button } from '@mantine/core'
import type { ActionResult } from '@/components/forms/action-result'
import { useAction } from '@/components/forms/use-action'
import { RelativeTime, Time } from '@/components/time/time'
import table from '@/components/ui/table.module.css'
import type { OwnSessionView } from '@/lib/contract/factors'
import { howSignedIn } from './session-labels'

interface Props {
  sessions: readonly OwnSessionView[]
  end: (sessionId: string) => Promise<ActionResult<null>>
}

/** The sessions of a person. */
export function SessionTable({ sessions, end }: Props) {
  return (
    <table className={`${table.table} ${table.stack}`}>
      <thead>
        <tr>
          <th scope="col">Device</th>
          <th scope="col">Address</th>
          <th scope="col">Signed in</th>
          <th scope="col">Last seen</th>
          <th scope="col">
            <span className="sr">End</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {sessions.map((session) => (
          <tr key={session.id} data-session={session.id}>
            <td className={table.line}>
              <strong style={{ fontWeight: 500 }}>{session.device}</strong>
              {session.isThis && <span className="caption"> current</span>}
            </td>
            <td style={{ overflowWrap: 'anywhere' }}>
              <span className="mono">{session.ip ?? 'not known'}</span>
              {session.place && <span className="caption"> {session.place}</span>}
            </td>
            <td className={table.line}>
              <Time at={session.createdAt} /> <span className="caption">{howSignedIn(session)}</span>
            </td>
            <td>
              <RelativeTime at={session.lastSeenAt} />
            </td>
            <td className={table.right}>
              {!session.isThis && <EndButton device={session.device} end={() => end(session.id)} />}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function EndButton({ device, end }: { device: string; end: () => Promise<ActionResult<null>> }) {
  const { isBusy, run } = useAction()
  return (
    <Button
      size="compact-xs"
      variant="default"
      loading={isBusy}
      onClick={() => run(end, { done: `The session of ${device} has ended.` })}
    >
      End <span className="sr">the session of {device}</span>
    </Button>
  )
}

/** Ends all sessions but this one. */
export function EndOthersButton({ endOthers }: { endOthers: () => Promise<ActionResult<null>> }) {
  const { isBusy, run } = useAction()
  return (
    <Button
      variant="default"
      loading={isBusy}
      onClick={() => run(endOthers, { done: 'All other sessions have ended.' })}
    >
      End all others
    </Button>
  )
}
