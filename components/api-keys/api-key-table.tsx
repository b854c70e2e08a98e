import type { ActionResult } from '@/components/forms/action-result'
import { RelativeTime, Time } from '@/components/time/time'
import { Empty } from '@/components/ui/panel'
import { StatusMark } from '@/components/ui/status-mark'
import table from '@/components/ui/table.module.css'
import type { ApiKeyView, CreatedApiKeyView } from '@/lib/contract/api-keys'
import { ACCESS_LABELS } from './access-labels'
import { ApiKeyActions } from './api-key-actions'
import classes from './api-key-table.module.css'

interface Props {
  keys: readonly ApiKeyView[]
  baseUrl: string
  rotate: (keyId: string, overlapSeconds: number) => Promise<ActionResult<CreatedApiKeyView>>
  revoke: (keyId: string) => Promise<ActionResult<null>>
}

/** API keys: the rights of each, and its last use. */
export function ApiKeyTable({ keys, baseUrl, rotate, revoke }: Props) {
  return (
    <table className={`${table.table} ${table.stack}`}>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Begins with</th>
          <th scope="col">May</th>
          <th scope="col">Family</th>
          <th scope="col">State</th>
          <th scope="col">Last used</th>
          <th scope="col">Created</th>
          <th scope="col">
            <span className="sr">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {keys.map((key) => (
          <tr key={key.id} className={table.row}>
            <td className={classes.name}>
              <bdi>{key.name}</bdi>
            </td>
            <td className="mono">{key.prefix}…</td>
            <td>{ACCESS_LABELS[key.access].label.toLowerCase()}</td>
            <td>{key.family === null ? <span className="dim">all</span> : <bdi className="mono">{key.family}</bdi>}</td>
            <td className={table.line}>
              <KeyState apiKey={key} />
            </td>
            <td className={table.line}>
              <LastUse at={key.lastUsedAt} />
            </td>
            <td className={table.line}>
              <span className="caption">
                <span className={table.bare}>created </span>
                <Time at={key.createdAt} />
                {key.createdBy && <> by {key.createdBy.email}</>}
              </span>
            </td>
            <td className={table.right}>
              {(key.state === 'active' || key.state === 'retiring') && (
                <ApiKeyActions
                  apiKey={key}
                  baseUrl={baseUrl}
                  rotate={rotate.bind(null, key.id)}
                  revoke={revoke.bind(null, key.id)}
                />
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function LastUse({ at }: { at: ApiKeyView['lastUsedAt'] }) {
  return (
    <span className="caption">
      {at ? (
        <>
          <span className={table.bare}>used </span>
          <RelativeTime at={at} />
        </>
      ) : (
        <>
          never<span className={table.bare}> used</span>
        </>
      )}
    </span>
  )
}

function KeyState({ apiKey: { state, expiresAt, retiresAt, revokedAt } }: { apiKey: ApiKeyView }) {
  if (state === 'revoked') {
    return (
      <StatusMark state="ended">
        revoked <Time at={revokedAt} />
      </StatusMark>
    )
  }
  if (state === 'expired') {
    return (
      <StatusMark state="ended">
        ended <Time at={expiresAt ?? retiresAt} />
      </StatusMark>
    )
  }
  if (state === 'retiring') {
    return (
      <StatusMark state="late">
        replaced, active until <Time at={retiresAt} />
      </StatusMark>
    )
  }
  return (
    <StatusMark state="up">
      active{expiresAt && <span className="caption"> until {<Time at={expiresAt} />}</span>}
    </StatusMark>
  )
}

ApiKeyTable.Empty = function ApiKeyTableEmpty() {
  return (
    <Empty title="No API keys yet">
      <p>
        A program that reads or changes monitors needs one. Jobs need none: they call their heartbeat URL. Create a key
        for each program, so that you can revoke one without a change for the others.
      </p>
    </Empty>
  )
}
