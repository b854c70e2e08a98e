import { RateLimiterRes } from 'rate-limiter-flexible'
import { FREE_TRIES, passwordDelay } from '@/lib/core/sign-in'
import type { Caller } from '../../context'
import { consume, limiter, tooMany } from '../../rates/limiters'
import { accountKey, addressKey } from '../rate-limits'
import type { AuthResources } from '../resources'

type With = Pick<AuthResources, 'pool' | 'keyring'>

const DAY = 86_400
const WHAT = 'Too many wrong passwords.'

/**
 * Counts a try before the password is checked, so that many tries at once are not all checked. From
 * the sixth wrong one of a day on, each try must wait longer. A browser in which the person signed
 * in before (`device`) has its own count, so tries by others delay neither it nor links by mail.
 * Call the result when the password was right: then the try does not count.
 * @throws AppError `too_many`
 */
export async function beginPasswordTry(
  resources: With,
  { email, device, caller }: { email: string; device: string | null; caller: Caller },
): Promise<() => Promise<void>> {
  const byAddress = limiter(resources, { keyPrefix: 'pw-from', points: 100, duration: 3600 })
  const fromAddress = addressKey(caller)
  await consume(byAddress, fromAddress, WHAT)
  const account = accountKey(resources, device === null ? email : `${email} ${device}`)
  const wrong = limiter(resources, { keyPrefix: 'pw', points: FREE_TRIES, duration: DAY })
  const waits = limiter(resources, { keyPrefix: 'pw-wait', points: 1, duration: 1 })
  const { consumedPoints } = await wrong.penalty(account)
  const delay = passwordDelay(consumedPoints)
  if (delay > 0) {
    try {
      await waits.consume(account, 1, { customDuration: delay })
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error
      // A try that is not checked does not count. Otherwise a person who keeps trying could never
      // sign in again.
      await wrong.reward(account)
      throw tooMany(
        `${WHAT} A link by mail, or a browser in which you signed in before, does not have to wait.`,
        error.msBeforeNext / 1000,
      )
    }
  }
  return async () => {
    await Promise.all([wrong.reward(account), byAddress.reward(fromAddress)])
  }
}
