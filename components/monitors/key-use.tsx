import { RelativeTime, Time } from '@/components/time/time'
import { StatusMark } from '@/components/ui/status-mark'
import type { HeartbeatKeyView } from '@/lib/contract/heartbeat-keys'
import classes from './keys-panel.module.css'

const REFUSALS = {
  stranger: 'its address is not allowed',
  post_only: 'it was a GET, and only POST is allowed',
  bad_signal: 'its URL names no signal',
}

/** Whether a key works, when and from where it was used last, and whether calls were refused. */
export function KeyUse({ heartbeatKey }: { heartbeatKey: HeartbeatKeyView }) {
  const { disabledAt, retiresAt, lastUsedAt, lastUsedIp, refusedAt, refusedIp, refusedFor, refusedCount } = heartbeatKey
  return (
    <div className={classes.use}>
      {disabledAt && (
        <StatusMark state="paused">
          disabled <Time at={disabledAt} />: answered like an unknown key
        </StatusMark>
      )}
      {retiresAt && !disabledAt && (
        <StatusMark state="late">
          replaced: active until <Time at={retiresAt} />
        </StatusMark>
      )}
      <span className="caption">
        {lastUsedAt === null ? (
          retiresAt ? (
            'no use of the old key known'
          ) : (
            'not used yet'
          )
        ) : (
          <>
            {retiresAt ? 'old key still used' : 'last used'} <RelativeTime at={lastUsedAt} />
            {lastUsedIp && (
              <>
                {' '}
                by <code>{lastUsedIp}</code>
              </>
            )}
          </>
        )}
      </span>
      {refusedAt && (
        <StatusMark state="failed">
          {refusedCount === 1 ? 'a call' : `about ${refusedCount} calls`} refused, the last{' '}
          <RelativeTime at={refusedAt} />
          {refusedIp && (
            <>
              {' '}
              by <code>{refusedIp}</code>
            </>
          )}
          {refusedFor && `: ${REFUSALS[refusedFor]}`}
        </StatusMark>
      )}
    </div>
  )
}
