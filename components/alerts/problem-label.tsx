import { Time } from '@/components/time/time'
import { StatusMark } from '@/components/ui/status-mark'
import type { ChannelProblem } from './channel-problem'

/** What is wrong with a channel, short enough to be shown beside its name. */
export function ProblemLabel({ problem }: { problem: ChannelProblem }) {
  return (
    <StatusMark state="failed">
      {problem.since === null ? (
        `cannot send: ${problem.reason}`
      ) : (
        <>
          failing since <Time at={problem.since} />
        </>
      )}
    </StatusMark>
  )
}
